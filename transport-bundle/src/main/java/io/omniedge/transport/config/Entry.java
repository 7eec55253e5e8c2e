package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One {@code Key = Value} line: turns the value into what the key means, or says why it cannot.
 * Keeps the value as bytes, so that a secret never becomes a string.
 */
final class Entry {
  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");
  private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,8}");

  /**
   * A key, perhaps a secret one that was pasted into the wrong line; no address, number or host
   * looks like this.
   */
  private static final Pattern KEY_LIKE = Pattern.compile("[A-Za-z0-9+/]{40,}");

  private static final long MAX_U32 = 0xffff_ffffL;

  private final int line;
  private final Key key;
  private final byte[] file;
  private final int from;
  private final int to;

  Entry(int line, Key key, byte[] file, int from, int to) {
    this.line = line;
    this.key = key;
    this.file = file;
    this.from = from;
    this.to = to;
  }

  int line() {
    return line;
  }

  Key key() {
    return key;
  }

  boolean isEmpty() {
    return from == to;
  }

  ConfigException refuse(Reason reason, String text, String detail) {
    boolean hide = KEY_LIKE.matcher(text).find();
    return new ConfigException(
        line, key.section(), key.spelling(), reason, hide ? "" : text, hide ? "" : detail);
  }

  private ConfigException refuse(Reason reason) {
    return refuse(reason, text(), "");
  }

  private String text() {
    return key.kind() == Key.Kind.SECRET || key.kind() == Key.Kind.HOOK
        ? ""
        : new String(file, from, to - from, StandardCharsets.UTF_8);
  }

  /** 32 secret bytes, perhaps all zero. */
  Secret secret() throws ConfigException {
    byte[] bytes = key32();
    Secret secret = Secret.copyOf(bytes);
    Arrays.fill(bytes, (byte) 0);
    return secret;
  }

  PublicKey publicKey() throws ConfigException {
    byte[] bytes = key32();
    if (Arrays.equals(bytes, new byte[PublicKey.BYTES])) {
      throw refuse(Reason.KEY_IS_ZERO);
    }
    return PublicKey.copyOf(bytes);
  }

  private byte[] key32() throws ConfigException {
    byte[] bytes = new byte[Secret.BYTES];
    Reason problem = KeyText.decode(file, from, to, bytes);
    if (problem != null) {
      throw refuse(problem);
    }
    return bytes;
  }

  /** A decimal number. */
  int number(int min, int max) throws ConfigException {
    return (int) number(text(), min, max);
  }

  private long number(String digits, long min, long max) throws ConfigException {
    if (!DECIMAL.matcher(digits).matches()) {
      if (!digits.matches("-?[0-9]+")) {
        throw refuse(Reason.NOT_A_NUMBER);
      }
      throw refuse(Reason.OUT_OF_RANGE, text(), min + " to " + max);
    }
    long number = Long.parseLong(digits);
    if (number < min || number > max) {
      throw refuse(Reason.OUT_OF_RANGE, text(), min + " to " + max);
    }
    return number;
  }

  /** A decimal number or {@code off} for 0. */
  int numberOrOff(int max) throws ConfigException {
    return text().equalsIgnoreCase("off") ? 0 : number(0, max);
  }

  /** 32 bits, decimal, hexadecimal with 0x, or {@code off} for 0. */
  int mark() throws ConfigException {
    String text = text();
    if (text.equalsIgnoreCase("off")) {
      return 0;
    }
    if (HEX.matcher(text).matches()) {
      return Integer.parseUnsignedInt(text.substring(2), 16);
    }
    return (int) number(text, 0, MAX_U32);
  }

  boolean flag() throws ConfigException {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw refuse(Reason.NOT_TRUE_OR_FALSE);
    };
  }

  /** {@code auto}, {@code off}, a number, or one of the names every Linux knows. */
  RouteTable table() throws ConfigException {
    return switch (text().toLowerCase(Locale.ROOT)) {
      case "auto" -> RouteTable.AUTO;
      case "off" -> RouteTable.OFF;
      case "default" -> RouteTable.of(253);
      case "main" -> RouteTable.of(254);
      case "local" -> RouteTable.of(255);
      default -> {
        int number = mark();
        if (number == 0) {
          throw refuse(Reason.OUT_OF_RANGE, text(), "1 to " + MAX_U32);
        }
        yield RouteTable.of(number);
      }
    };
  }

  /** The values between commas without the space around them; none for an empty value. */
  List<String> items() {
    List<String> items = new ArrayList<>();
    if (!isEmpty()) {
      for (String item : text().split(",", -1)) {
        items.add(item.strip());
      }
    }
    return items;
  }

  IpPrefix prefix(String item) throws ConfigException {
    try {
      return IpPrefix.parse(item);
    } catch (IllegalArgumentException e) {
      throw refuse(Reason.INVALID_PREFIX, item, String.valueOf(e.getMessage()));
    }
  }

  /** {@code host:port} or {@code [address]:port}. */
  HostAndPort endpoint() throws ConfigException {
    String text = text();
    String host;
    String port;
    if (text.startsWith("[")) {
      int close = text.indexOf(']');
      if (close < 0) {
        throw refuse(Reason.MISSING_BRACKETS, text, "the bracket is not closed");
      }
      host = text.substring(1, close);
      port = text.substring(close + 1);
      if (host.indexOf(':') < 0) {
        throw refuse(Reason.INVALID_HOST, text, "only an IPv6 address stands in brackets");
      }
    } else {
      int colon = text.indexOf(':');
      if (colon >= 0 && text.indexOf(':', colon + 1) >= 0) {
        throw refuse(Reason.MISSING_BRACKETS);
      }
      host = colon < 0 ? text : text.substring(0, colon);
      port = colon < 0 ? "" : text.substring(colon);
    }
    if (port.length() < 2 || port.charAt(0) != ':') {
      throw refuse(Reason.MISSING_PORT);
    }
    int number = (int) number(port.substring(1), 1, 0xffff);
    try {
      return new HostAndPort(host, number);
    } catch (IllegalArgumentException e) {
      throw refuse(Reason.INVALID_HOST, text, "");
    }
  }
}
