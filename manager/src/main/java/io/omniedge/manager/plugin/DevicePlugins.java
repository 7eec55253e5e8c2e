package io.omniedge.manager.plugin;

import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/** What is wanted of the plugins of devices beside what those tell of them. Thread-safe. */
public final class DevicePlugins {
  private final PluginRegistry registry;
  private final SeenPlugins seen;

  /** With both. */
  public DevicePlugins(PluginRegistry registry, SeenPlugins seen) {
    this.registry = registry;
    this.seen = seen;
  }

  /**
   * The plugins of a device: what it told of each, and in {@code wanted} the version that is wanted
   * of it, which is empty if it is not wanted. One that is wanted and not told has the state {@code
   * awaited}.
   */
  public List<JsonObject> ofDevice(Handle handle, String tenant, String device) {
    String id = DeviceTable.get(handle, tenant, device).id();
    Map<String, String[]> wanted = new TreeMap<>();
    for (String line : registry.wanted(handle, id).wanted()) {
      String[] words = line.strip().split("\\s+");
      if (words.length == 3) {
        wanted.put(words[0], words);
      }
    }
    List<JsonObject> shown = new ArrayList<>();
    Set<String> told = new TreeSet<>();
    for (JsonObject plugin : seen.of(handle, id)) {
      String name = text(plugin, "id");
      told.add(name);
      String[] line = wanted.get(name);
      shown.add(with(plugin, line == null ? "" : line[1]));
    }
    wanted.forEach(
        (name, line) -> {
          if (!told.contains(name)) {
            shown.add(
                JsonObject.builder()
                    .put("id", name)
                    .put("version", "")
                    .put("sha256", line[2])
                    .put("state", "awaited")
                    .put("problems", List.of())
                    .put("wanted", line[1])
                    .build());
          }
        });
    return shown;
  }

  private static JsonObject with(JsonObject plugin, String wanted) {
    TreeMap<String, JsonValue> more = new TreeMap<>(plugin.members());
    more.put("wanted", new JsonString(wanted));
    return new JsonObject(more);
  }

  private static String text(JsonObject object, String name) {
    return object.find(name).orElse(JsonObject.EMPTY) instanceof JsonString text
        ? text.value()
        : "";
  }

  /** Where a package is wanted or told of: each device with what it told of it. */
  public List<JsonObject> ofPackage(Handle handle, StoredPackage stored) {
    Set<String> wanting =
        new LinkedHashSet<>(registry.devicesWanting(handle, stored.tenant(), stored.sha256()));
    TreeSet<String> all = new TreeSet<>(wanting);
    all.addAll(seen.devicesWith(handle, stored.tenant(), stored.sha256()));
    List<JsonObject> shown = new ArrayList<>();
    for (String device : all) {
      Optional<JsonObject> told =
          SeenPlugins.withDigest(seen.of(handle, device), stored.sha256()).stream().findFirst();
      JsonObject.Builder line = JsonObject.builder();
      told.ifPresent(plugin -> plugin.members().forEach(line::put));
      if (told.isEmpty()) {
        line.put("state", "awaited").put("problems", List.of());
      }
      shown.add(
          line.put("device", device)
              .put("name", DeviceTable.get(handle, stored.tenant(), device).name())
              .put("isWanted", wanting.contains(device))
              .build());
    }
    return shown;
  }

  /** How many devices told of each package, by its digest. */
  public Map<String, Long> counts(Handle handle, String tenant) {
    return seen.counts(handle, tenant);
  }
}
