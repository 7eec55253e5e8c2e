package io.omniedge.manager.plugin;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The plugins that a gateway is to have, as lines of the properties of its component. Lines that
 * somebody else wrote stay as they are.
 *
 * @param wanted {@code ID VERSION SHA256}, one for a plugin
 * @param trustedKeys {@code NAME KEY …}, one for a key
 * @param allowsUnsigned whether it takes unsigned ones too
 */
record WantedPlugins(List<String> wanted, List<String> trustedKeys, boolean allowsUnsigned) {
  /** Of the component. */
  static final String PID = "io.omniedge.plugin.Plugins";

  static final String WANTED = "wanted";
  static final String TRUSTED_KEYS = "trustedKeys";
  static final String ALLOW_UNSIGNED = "allowUnsigned";

  WantedPlugins {
    wanted = List.copyOf(wanted);
    trustedKeys = List.copyOf(trustedKeys);
  }

  static WantedPlugins of(JsonObject properties) {
    return new WantedPlugins(
        lines(properties, WANTED),
        lines(properties, TRUSTED_KEYS),
        properties.find(ALLOW_UNSIGNED).equals(Optional.of(JsonBoolean.TRUE)));
  }

  /** A gateway may tell a list as a text with several lines. */
  private static List<String> lines(JsonObject properties, String name) {
    List<String> lines = new ArrayList<>();
    JsonValue value = properties.find(name).orElse(JsonNull.NULL);
    List<JsonValue> elements = value instanceof JsonArray array ? array.elements() : List.of(value);
    for (JsonValue element : elements) {
      if (element instanceof JsonString text) {
        text.value()
            .lines()
            .flatMap(line -> Arrays.stream(line.split(";")))
            .map(String::strip)
            .filter(line -> !line.isEmpty())
            .forEach(lines::add);
      }
    }
    return lines;
  }

  /** With this package in the place of any other version of its plugin, and the key it needs. */
  WantedPlugins with(StoredPackage added, Optional<PluginKey> key) {
    return new WantedPlugins(
        replaced(wanted, added.plugin(), added.line()),
        key.map(signer -> replaced(trustedKeys, signer.name(), signer.line())).orElse(trustedKeys),
        allowsUnsigned || key.isEmpty());
  }

  /** The place in the list stays, so that the change is a small one. */
  private static List<String> replaced(List<String> lines, String first, String line) {
    List<String> changed = new ArrayList<>(lines);
    for (int i = 0; i < changed.size(); i++) {
      if (first(changed.get(i)).equals(first)) {
        changed.set(i, line);
        return changed;
      }
    }
    changed.add(line);
    return changed;
  }

  /**
   * Without a plugin, and without the keys that only it needed.
   *
   * @param known packages of the tenant
   * @param keys of the tenant; what is no key of it stays trusted
   */
  WantedPlugins without(String plugin, List<StoredPackage> known, List<PluginKey> keys) {
    List<String> left = wanted.stream().filter(line -> !first(line).equals(plugin)).toList();
    List<StoredPackage> needed = known.stream().filter(one -> left.contains(one.line())).toList();
    List<String> unneeded =
        keys.stream()
            .filter(
                key -> needed.stream().noneMatch(one -> one.key().equals(Optional.of(key.id()))))
            .map(PluginKey::line)
            .toList();
    boolean needsUnsigned = needed.stream().anyMatch(one -> one.key().isEmpty());
    return new WantedPlugins(
        left,
        trustedKeys.stream().filter(line -> !unneeded.contains(line)).toList(),
        allowsUnsigned && needsUnsigned);
  }

  private static String first(String line) {
    return line.strip().split("\\s+", 2)[0];
  }

  /** Whether it has a plugin, in whatever version. */
  boolean has(String plugin) {
    return wanted.stream().anyMatch(line -> first(line).equals(plugin));
  }

  /** Whether it has the package with that digest. */
  boolean hasDigest(String sha256) {
    return wanted.stream().anyMatch(line -> line.strip().endsWith(" " + sha256));
  }

  /** The properties that are others than before. */
  JsonObject since(WantedPlugins before) {
    JsonObject.Builder changes = JsonObject.builder();
    if (!wanted.equals(before.wanted)) {
      changes.put(WANTED, wanted);
    }
    if (!trustedKeys.equals(before.trustedKeys)) {
      changes.put(TRUSTED_KEYS, trustedKeys);
    }
    if (allowsUnsigned != before.allowsUnsigned) {
      changes.put(ALLOW_UNSIGNED, allowsUnsigned);
    }
    return changes.build();
  }
}
