package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import io.omniedge.transport.crypto.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Reads the sections of a configuration from single values instead of a file: from forms and remote
 * configuration. Keys and values are those of a wg-quick file, so is every refusal, but for the
 * line. An absent or empty value is that of an absent line.
 *
 * <p>Thread rule: no shared state; each call stands alone.
 */
public final class ConfigValues {
  private ConfigValues() {}

  /**
   * An {@code [Interface]} section.
   *
   * @param privateKey comes from a file of its own, never from the values
   * @throws ConfigException naming key, value and reason
   */
  public static InterfaceConfig device(Secret privateKey, Map<String, String> values)
      throws ConfigException {
    InterfaceSection section = new InterfaceSection(0);
    section.privateKey(privateKey);
    for (Map.Entry<String, String> value : values.entrySet()) {
      Key key = key(value.getKey(), ConfigException.Section.INTERFACE);
      byte[] bytes = value.getValue().strip().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0) {
        section.accept(new Entry(0, key, bytes, 0, bytes.length));
      }
    }
    return section.finish();
  }

  /**
   * A {@code [Peer]} section.
   *
   * @param presharedKey base64, or empty for none; the caller wipes it
   * @throws ConfigException naming key, value and reason
   */
  public static PeerConfig peer(Map<String, String> values, byte[] presharedKey)
      throws ConfigException {
    PeerSection section = new PeerSection(0, new HashMap<>());
    for (Map.Entry<String, String> value : values.entrySet()) {
      Key key = key(value.getKey(), ConfigException.Section.PEER);
      byte[] bytes = value.getValue().strip().getBytes(StandardCharsets.UTF_8);
      if (bytes.length > 0) {
        section.accept(new Entry(0, key, bytes, 0, bytes.length));
      }
    }
    if (presharedKey.length > 0) {
      section.accept(new Entry(0, Key.PRESHARED_KEY, presharedKey, 0, presharedKey.length));
    }
    return section.finish(new HashMap<>());
  }

  /**
   * A private key as a file of the operator's holds it: base64 and perhaps a line end.
   *
   * @param text overwritten
   * @throws ConfigException if it is none; never with the text
   */
  public static Secret privateKey(byte[] text) throws ConfigException {
    int length = text.length;
    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
      length--;
    }
    try {
      Entry entry = new Entry(0, Key.PRIVATE_KEY, text, 0, length);
      Secret key = entry.secret();
      if (key.isZero()) {
        throw entry.refuse(Reason.KEY_IS_ZERO, "", "");
      }
      return key;
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  /** Names are ours to get right; the values are the operator's. */
  private static Key key(String name, ConfigException.Section section) {
    Key key = Key.named(name);
    if (key == null || key.section() != section || key.kind() == Key.Kind.SECRET) {
      throw new IllegalArgumentException(name + " is no key of " + section.heading());
    }
    return key;
  }
}
