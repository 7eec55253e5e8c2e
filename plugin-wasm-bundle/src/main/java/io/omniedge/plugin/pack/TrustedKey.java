package io.omniedge.plugin.pack;

import io.omniedge.protocol.sign.VerifyKey;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A key whose plugins are taken.
 *
 * @param name for people
 * @param key of Ed25519
 * @param ids of the plugins it may sign; a star at the end stands for the rest: {@code com.acme.*}
 * @param types of plugins it may sign
 */
public record TrustedKey(String name, VerifyKey key, List<String> ids, Set<PluginType> types) {
  /** Copies. */
  public TrustedKey {
    ids = List.copyOf(ids);
    types = Set.copyOf(types);
  }

  /** A key that may sign everything. */
  public static TrustedKey ofAll(String name, VerifyKey key) {
    return new TrustedKey(name, key, List.of("*"), EnumSet.allOf(PluginType.class));
  }

  boolean maySign(Manifest manifest) {
    return types.contains(manifest.type())
        && ids.stream().anyMatch(pattern -> matches(pattern, manifest.id()));
  }

  private static boolean matches(String pattern, String id) {
    return pattern.endsWith("*")
        ? id.startsWith(pattern.substring(0, pattern.length() - 1))
        : id.equals(pattern);
  }
}
