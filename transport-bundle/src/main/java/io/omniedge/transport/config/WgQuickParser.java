package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.config.ConfigException.Section;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.tun.IpPrefix;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads wg-quick files [wg(8), wg-quick(8)]: two kinds of sections, keys in any case, {@code #}
 * comments, lists with commas or repeated keys, any line ends, an optional byte order mark.
 *
 * <p>Stricter than wg where wg would silently do something else than the file says: a single-valued
 * key given twice, a peer given twice and a prefix given to two peers are refused. Shell hooks are
 * refused (ADR 0003). Nothing is resolved and no file but the given one is read.
 *
 * <p>Thread rule: no shared state; each call stands alone.
 */
public final class WgQuickParser {
  /** Far above 10,000 peers; bounds what a wrong path such as /dev/zero can cost. */
  static final int MAX_FILE_BYTES = 4 << 20;

  /** Room for a thousand prefixes in one list. */
  static final int MAX_LINE_BYTES = 64 << 10;

  /** No key is longer; what is longer, or holds more than letters, may be a broken secret. */
  private static final String SHOWABLE_NAME = "[A-Za-z]{1,24}";

  private final byte[] file;
  private int line;
  private Section section = Section.NONE;
  private @Nullable InterfaceSection device;
  private final Set<Key> deviceKeys = EnumSet.noneOf(Key.class);
  private final List<PeerSection> peers = new ArrayList<>();
  private final Set<Key> peerKeys = EnumSet.noneOf(Key.class);
  private final Map<IpPrefix, PeerSection> owners = new HashMap<>();

  private WgQuickParser(byte[] file) {
    this.file = file;
  }

  /**
   * Reads a file to its end, at most 4 MiB, and overwrites what it read. The caller closes.
   *
   * @throws ConfigException if the configuration is wrong; nothing was read as valid then
   */
  public static TunnelConfig parse(InputStream in) throws IOException, ConfigException {
    byte[] file = in.readNBytes(MAX_FILE_BYTES + 1);
    try {
      return parse(file);
    } finally {
      Arrays.fill(file, (byte) 0);
    }
  }

  /**
   * Reads a file from memory.
   *
   * @param utf8 the file; the caller still owns it and should overwrite it, since it holds keys
   * @throws ConfigException if the configuration is wrong; nothing was read as valid then
   */
  public static TunnelConfig parse(byte[] utf8) throws ConfigException {
    if (utf8.length > MAX_FILE_BYTES) {
      throw new ConfigException(
          0, Section.NONE, "", Reason.FILE_TOO_LARGE, "", "more than " + MAX_FILE_BYTES + " bytes");
    }
    return new WgQuickParser(utf8).file();
  }

  private TunnelConfig file() throws ConfigException {
    int at = startsWithByteOrderMark() ? 3 : 0;
    while (at < file.length) {
      int end = at;
      while (end < file.length && file[end] != '\n') {
        end++;
      }
      line++;
      line(at, end);
      at = end + 1;
    }
    if (device == null) {
      throw new ConfigException(0, Section.NONE, "", Reason.MISSING_SECTION, "", "");
    }
    InterfaceConfig deviceConfig = device.finish();
    Map<PublicKey, Integer> lines = new HashMap<>();
    List<PeerConfig> peerConfigs = new ArrayList<>();
    for (PeerSection peer : peers) {
      peerConfigs.add(peer.finish(lines));
    }
    return new TunnelConfig(deviceConfig, peerConfigs);
  }

  private boolean startsWithByteOrderMark() {
    return file.length >= 3
        && file[0] == (byte) 0xef
        && file[1] == (byte) 0xbb
        && file[2] == (byte) 0xbf;
  }

  private void line(int start, int end) throws ConfigException {
    if (end - start > MAX_LINE_BYTES) {
      throw refuse("", Reason.LINE_TOO_LONG, "", "more than " + MAX_LINE_BYTES + " bytes");
    }
    int from = skipSpace(start, end);
    int to = trimSpace(from, indexOf('#', from, end));
    if (from == to) {
      return;
    }
    if (file[from] == '[') {
      heading(latin(from, to));
      return;
    }
    int equals = indexOf('=', from, to);
    String name = latin(from, trimSpace(from, equals));
    int valueFrom = skipSpace(Math.min(equals + 1, to), to);
    Key key = Key.named(name);
    // The = may be the padding of a key, as in "PublicKey xTIB…Dg=".
    Key first = key == null ? Key.named(name.split("[ \t]", 2)[0]) : null;
    if (first != null && name.length() > first.spelling().length()) {
      throw refuse(first.spelling(), Reason.NOT_KEY_AND_VALUE, "", "the = is missing");
    }
    if (equals == to) {
      String spelling = key == null ? "" : key.spelling();
      throw refuse(spelling, Reason.NOT_KEY_AND_VALUE, "", key == null ? "" : "the = is missing");
    }
    if (key == null) {
      throw refuse("", Reason.UNKNOWN_KEY, showable(name, valueFrom, to), "");
    }
    entry(new Entry(line, key, file, valueFrom, to));
  }

  private void heading(String heading) throws ConfigException {
    if (heading.equalsIgnoreCase(Section.INTERFACE.heading())) {
      section = Section.INTERFACE;
      if (device == null) {
        device = new InterfaceSection(line);
      }
    } else if (heading.equalsIgnoreCase(Section.PEER.heading())) {
      section = Section.PEER;
      peers.add(new PeerSection(line, owners));
      peerKeys.clear();
    } else {
      boolean word = heading.matches("\\[" + SHOWABLE_NAME + "]");
      throw refuse("", Reason.UNKNOWN_SECTION, word ? heading : "", "");
    }
  }

  private void entry(Entry entry) throws ConfigException {
    Key key = entry.key();
    if (section == Section.NONE) {
      throw refuse(key.spelling(), Reason.KEY_OUTSIDE_SECTION, "", "");
    }
    if (section != key.section()) {
      throw refuse(key.spelling(), Reason.WRONG_SECTION, "", "");
    }
    if (key.kind() == Key.Kind.HOOK) {
      throw entry.refuse(Reason.HOOK_REFUSED, "", "");
    }
    if (key.kind() != Key.Kind.LIST) {
      if (!(section == Section.PEER ? peerKeys : deviceKeys).add(key)) {
        throw entry.refuse(Reason.REPEATED_KEY, "", "");
      }
      if (entry.isEmpty()) {
        throw entry.refuse(Reason.MISSING_VALUE, "", "");
      }
    }
    if (section == Section.PEER) {
      peers.get(peers.size() - 1).accept(entry);
    } else if (device != null) {
      device.accept(entry);
    }
  }

  /**
   * The name of an unknown key, unless it may be a piece of a secret: what stands before the
   * padding of a base64 text whose line was broken looks like a key without a value.
   */
  private String showable(String name, int valueFrom, int to) {
    boolean padding = valueFrom == to || (to - valueFrom == 1 && file[valueFrom] == '=');
    return !padding && name.matches(SHOWABLE_NAME) ? name : "";
  }

  private ConfigException refuse(String key, Reason reason, String text, String detail) {
    return new ConfigException(line, section, key, reason, text, detail);
  }

  private String latin(int from, int to) {
    return new String(file, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private int indexOf(char c, int from, int to) {
    int at = from;
    while (at < to && file[at] != c) {
      at++;
    }
    return at;
  }

  private int skipSpace(int from, int to) {
    int at = from;
    while (at < to && isSpace(file[at])) {
      at++;
    }
    return at;
  }

  private int trimSpace(int from, int to) {
    int at = to;
    while (at > from && isSpace(file[at - 1])) {
      at--;
    }
    return at;
  }

  /** Space, tab, carriage return and the other two of C's isspace. */
  private static boolean isSpace(byte b) {
    return b == ' ' || (b >= '\t' && b <= '\r');
  }
}
