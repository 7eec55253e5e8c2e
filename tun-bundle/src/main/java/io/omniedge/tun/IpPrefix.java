package io.omniedge.tun;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * An address with a prefix length, such as {@code 10.1.0.0/16} or {@code fd00::1/64}. Host bits are
 * kept, so that it serves for interface addresses too; {@link #network()} clears them. Immutable.
 *
 * @param address IPv4 or IPv6, no scope
 * @param length 0 to 32 or 0 to 128
 */
public record IpPrefix(InetAddress address, int length) {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");

  /** Checks the length against the family. */
  public IpPrefix {
    int bits = address.getAddress().length * 8;
    if (length < 0 || length > bits) {
      throw new IllegalArgumentException("prefix length " + length + " is not in 0.." + bits);
    }
  }

  /**
   * Reads {@code address[/length]}; without a length, a host prefix. Never asks a name server.
   *
   * @throws IllegalArgumentException naming the text and what is wrong with it
   */
  public static IpPrefix parse(String text) {
    int slash = text.indexOf('/');
    String host = slash < 0 ? text : text.substring(0, slash);
    InetAddress address = parseAddress(host);
    int bits = address.getAddress().length * 8;
    if (slash < 0) {
      return new IpPrefix(address, bits);
    }
    String digits = text.substring(slash + 1);
    if (!digits.matches("[0-9]{1,3}")) {
      throw new IllegalArgumentException("prefix length \"" + digits + "\" is not a number");
    }
    return new IpPrefix(address, Integer.parseInt(digits));
  }

  /**
   * Reads a literal IPv4 (four decimal parts) or IPv6 address; never asks a name server.
   *
   * @throws IllegalArgumentException if it is not one
   */
  public static InetAddress parseAddress(String host) {
    boolean v6 = host.indexOf(':') >= 0;
    // InetAddress would ask a name server for 999.1.1.1 and take 010.1.1.1 for 10.1.1.1.
    boolean shape = v6 ? host.matches("[0-9a-fA-F:.]+") : IPV4.matcher(host).matches();
    if (!shape) {
      throw new IllegalArgumentException("\"" + host + "\" is not an IP address");
    }
    try {
      // The brackets keep the JDK from ever treating the text as a host name.
      return InetAddress.getByName(v6 ? "[" + host + "]" : host);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("\"" + host + "\" is not an IP address", e);
    }
  }

  /** True for IPv4. */
  public boolean isIpv4() {
    return address.getAddress().length == 4;
  }

  /** The same prefix with the host bits cleared. */
  public IpPrefix network() {
    byte[] bytes = address.getAddress();
    for (int bit = length; bit < bytes.length * 8; bit++) {
      bytes[bit / 8] &= (byte) ~(0x80 >>> bit % 8);
    }
    try {
      return new IpPrefix(InetAddress.getByAddress(bytes), length);
    } catch (UnknownHostException e) {
      throw new AssertionError("the length did not change", e);
    }
  }

  /** {@code 10.1.0.0/16}. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }
}
