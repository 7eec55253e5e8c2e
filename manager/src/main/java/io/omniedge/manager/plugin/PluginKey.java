package io.omniedge.manager.plugin;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.TrustedKey;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.sign.VerifyKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/**
 * A key whose plugins a tenant takes.
 *
 * @param id never changes
 * @param tenant who trusts it
 * @param name for people, and on gateways; never changes
 * @param key of Ed25519
 * @param ids of the plugins it may sign; a star at the end stands for the rest
 * @param types of plugins it may sign; empty for all
 * @param createdBy who trusted it first
 * @param createdAt milliseconds since 1970
 */
public record PluginKey(
    String id,
    String tenant,
    String name,
    VerifyKey key,
    List<String> ids,
    List<String> types,
    String createdBy,
    long createdAt) {
  /** Stands for every plugin. */
  public static final List<String> ALL_IDS = List.of("*");

  private static final int MOST = 100;

  /** Copies. */
  public PluginKey {
    ids = List.copyOf(ids);
    types = List.copyOf(types);
  }

  private static PluginKey of(ResultSet row) throws SQLException {
    return new PluginKey(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("name"),
        VerifyKey.parse(row.getString("public_key")),
        Columns.texts(row, "ids"),
        Columns.texts(row, "types"),
        row.getString("created_by"),
        row.getLong("created_at"));
  }

  /** One of a tenant's, or the problem that there is none. */
  public static PluginKey get(Handle handle, String tenant, String id) {
    return find(handle, tenant, id).orElseThrow(() -> Problem.notFound("key of plugins", id));
  }

  static Optional<PluginKey> find(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from plugin_key where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> of(row))
        .findOne();
  }

  /** Those of a tenant, in the order of their identifiers. */
  public static List<PluginKey> list(Handle handle, String tenant, String after, int limit) {
    return handle
        .createQuery(
            "select * from plugin_key where tenant_id = ? and id > ? order by id limit " + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  static List<PluginKey> all(Handle handle, String tenant) {
    return list(handle, tenant, "", MOST);
  }

  /** Adds it, unless there is one of its name or the same one. */
  public void insert(Handle handle) {
    List<PluginKey> known = all(handle, tenant);
    if (known.size() >= MOST) {
      throw Problem.conflict("too-many-plugin-keys", "at most " + MOST + " keys are trusted");
    }
    for (PluginKey other : known) {
      if (other.name().equals(name)) {
        throw Problem.conflict(
            "name-taken", "name", "there is another of the name \"" + name + "\"");
      }
      if (other.key().equals(key)) {
        throw Problem.conflict(
            "plugin-key-known",
            "key",
            "it is trusted already, by the name \"" + other.name() + "\"");
      }
    }
    handle.execute(
        "insert into plugin_key (id, tenant_id, name, public_key, ids, types, created_by,"
            + " created_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant,
        name,
        key.toString(),
        Columns.texts(ids),
        Columns.texts(types),
        createdBy,
        createdAt);
  }

  /** Trusts it no more; refused while there are packages that it signed. */
  public void delete(Handle handle) {
    List<String> signed =
        handle
            .createQuery(
                "select plugin || ' ' || version from plugin_package where key_id = ? order by 1")
            .bind(0, id)
            .mapTo(String.class)
            .list();
    if (!signed.isEmpty()) {
      throw Problem.conflict(
          "plugin-key-in-use",
          "it signed "
              + signed.stream().limit(5).collect(Collectors.joining(", "))
              + (signed.size() > 5 ? " and " + (signed.size() - 5) + " more" : "")
              + ": uninstall and delete those first");
    }
    handle.execute("delete from plugin_key where id = ?", id);
  }

  /** As packages are opened with it. */
  TrustedKey trusted() {
    Set<PluginType> may =
        types.isEmpty()
            ? EnumSet.allOf(PluginType.class)
            : types.stream().map(PluginType::parse).collect(Collectors.toSet());
    return new TrustedKey(name, key, ids, may);
  }

  /** As gateways have it: {@code NAME KEY [ids=a.b.*,c.d] [types=qos,event-hooks]}. */
  String line() {
    return name
        + " "
        + key
        + (ids.equals(ALL_IDS) ? "" : " ids=" + String.join(",", ids))
        + (types.isEmpty() ? "" : " types=" + String.join(",", types));
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("name", name)
        .put("key", key.toString())
        .put("ids", ids)
        .put("types", types)
        .put("createdBy", createdBy)
        .put("createdAt", createdAt / 1000)
        .build();
  }
}
