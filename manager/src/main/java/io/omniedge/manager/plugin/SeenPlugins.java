package io.omniedge.manager.plugin;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.store.Columns;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.message.DeviceState;
import io.omniedge.protocol.message.PluginState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/**
 * What devices told of their plugins. It is written when something else than a counter is another,
 * so the fleet's heartbeats cost no write; counters are as of the last state. Thread-safe.
 */
public final class SeenPlugins {
  private final Database database;
  private final Map<String, List<PluginState>> newest = new ConcurrentHashMap<>();

  /** With where it is kept. */
  public SeenPlugins(Database database) {
    this.database = database;
  }

  /** A device told its state. One thread for each device. */
  public void told(Device device, DeviceState state) {
    String id = device.id();
    List<PluginState> before = newest.put(id, state.plugins());
    List<JsonObject> fresh = documents(state.plugins());
    List<JsonObject> known =
        before == null ? database.read(handle -> stored(handle, id)) : documents(before);
    if (!known.equals(fresh)) {
      database.change(transaction -> write(transaction, id, state.plugins()));
    }
  }

  private static List<JsonObject> documents(List<PluginState> plugins) {
    return plugins.stream().map(SeenPlugins::document).toList();
  }

  private static JsonObject document(PluginState plugin) {
    TreeMap<String, JsonValue> kept = new TreeMap<>(plugin.toJson().members());
    kept.remove("counters");
    return new JsonObject(kept);
  }

  private static List<JsonObject> stored(Handle handle, String device) {
    return handle
        .createQuery("select document from device_plugin where device_id = ? order by position")
        .bind(0, device)
        .map((row, context) -> Columns.object(row, "document"))
        .list();
  }

  private static void write(Transaction transaction, String device, List<PluginState> plugins) {
    Handle handle = transaction.handle();
    handle.execute("delete from device_plugin where device_id = ?", device);
    boolean isThere =
        handle
            .createQuery("select 1 from device where id = ?")
            .bind(0, device)
            .mapTo(Integer.class)
            .findOne()
            .isPresent();
    if (!isThere) {
      return; // it was forgotten meanwhile
    }
    int position = 0;
    for (PluginState plugin : plugins) {
      handle.execute(
          "insert into device_plugin (device_id, position, sha256, document) values (?, ?, ?, ?)",
          device,
          position++,
          plugin.sha256(),
          document(plugin).toJson());
    }
  }

  /** A device is no more. */
  public void forgotten(String device) {
    newest.remove(device);
  }

  /** Those of a device, with counters if it told any since we started. */
  List<JsonObject> of(Handle handle, String device) {
    List<PluginState> live = newest.get(device);
    return live == null ? stored(handle, device) : live.stream().map(PluginState::toJson).toList();
  }

  /** Devices of a tenant that told of the package with that digest. */
  List<String> devicesWith(Handle handle, String tenant, String sha256) {
    return handle
        .createQuery(
            "select distinct p.device_id from device_plugin p join device d on d.id = p.device_id"
                + " where p.sha256 = ? and d.tenant_id = ? order by p.device_id")
        .bind(0, sha256)
        .bind(1, tenant)
        .mapTo(String.class)
        .list();
  }

  /** How many devices of a tenant told of each package, by its digest. */
  Map<String, Long> counts(Handle handle, String tenant) {
    Map<String, Long> counts = new HashMap<>();
    List<Long> unused =
        handle
            .createQuery(
                "select p.sha256, count(distinct p.device_id) from device_plugin p"
                    + " join device d on d.id = p.device_id where d.tenant_id = ? group by p.sha256")
            .bind(0, tenant)
            .map(
                (row, context) -> {
                  long count = row.getLong(2);
                  counts.put(row.getString(1), count);
                  return count;
                })
            .list();
    return unused.isEmpty() ? Map.of() : counts;
  }

  /** States of these that are for a digest. */
  static List<JsonObject> withDigest(List<JsonObject> plugins, String sha256) {
    List<JsonObject> found = new ArrayList<>();
    for (JsonObject plugin : plugins) {
      if (plugin.find("sha256").equals(Optional.of(new JsonString(sha256)))) {
        found.add(plugin);
      }
    }
    return found;
  }
}
