package io.omniedge.manager.plugin;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/**
 * A package of a tenant, without its bytes.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param sha256 of the bytes, in hexadecimal
 * @param plugin identifier from its manifest
 * @param version from its manifest
 * @param type from its manifest
 * @param name for people
 * @param required capabilities that it does not work without
 * @param optional capabilities that it works without
 * @param hosts that it may send requests to
 * @param size in bytes
 * @param key identifier of the one that signed it, nothing if it is not signed
 * @param keyName its name, empty without one
 * @param uploadedBy who brought it
 * @param uploadedAt milliseconds since 1970
 */
public record StoredPackage(
    String id,
    String tenant,
    String sha256,
    String plugin,
    SemanticVersion version,
    PluginType type,
    String name,
    List<String> required,
    List<String> optional,
    List<String> hosts,
    long size,
    Optional<String> key,
    String keyName,
    String uploadedBy,
    long uploadedAt) {
  /** Of a tenant. */
  static final int MOST = 1_000;

  private static final String SELECT =
      "select p.*, coalesce(k.name, '') as key_name from plugin_package p"
          + " left join plugin_key k on k.id = p.key_id where p.tenant_id = :t and ";

  /** Copies. */
  public StoredPackage {
    required = List.copyOf(required);
    optional = List.copyOf(optional);
    hosts = List.copyOf(hosts);
  }

  static StoredPackage of(
      String id,
      String tenant,
      String sha256,
      Manifest manifest,
      int size,
      Optional<PluginKey> key,
      String uploadedBy,
      long uploadedAt) {
    return new StoredPackage(
        id,
        tenant,
        sha256,
        manifest.id(),
        manifest.version(),
        manifest.type(),
        manifest.name(),
        texts(manifest.required()),
        texts(manifest.optional()),
        manifest.hosts().stream().sorted().toList(),
        size,
        key.map(PluginKey::id),
        key.map(PluginKey::name).orElse(""),
        uploadedBy,
        uploadedAt);
  }

  private static List<String> texts(Set<Capability> capabilities) {
    return capabilities.stream().map(Capability::text).sorted().toList();
  }

  private static StoredPackage of(ResultSet row) throws SQLException {
    return new StoredPackage(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("sha256"),
        row.getString("plugin"),
        SemanticVersion.parse(row.getString("version")),
        PluginType.parse(row.getString("kind")),
        row.getString("name"),
        Columns.texts(row, "required"),
        Columns.texts(row, "optional"),
        Columns.texts(row, "hosts"),
        row.getLong("size"),
        Optional.ofNullable(row.getString("key_id")),
        row.getString("key_name"),
        row.getString("uploaded_by"),
        row.getLong("uploaded_at"));
  }

  /** One of a tenant's, or the problem that there is none. */
  public static StoredPackage get(Handle handle, String tenant, String id) {
    return handle
        .createQuery(SELECT + "p.id = :id")
        .bind("t", tenant)
        .bind("id", id)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("plugin package", id));
  }

  /** The one with that digest. */
  public static Optional<StoredPackage> withDigest(Handle handle, String tenant, String sha256) {
    return handle
        .createQuery(SELECT + "p.sha256 = :sha256")
        .bind("t", tenant)
        .bind("sha256", sha256)
        .map((row, context) -> of(row))
        .findOne();
  }

  /**
   * Those of a tenant, in the order of their identifiers.
   *
   * @param plugin only those of this plugin
   */
  public static List<StoredPackage> list(
      Handle handle, String tenant, Optional<String> plugin, String after, int limit) {
    return handle
        .createQuery(
            SELECT
                + "p.id > :after"
                + " and (:plugin = '' or p.plugin = :plugin) order by p.id limit "
                + limit)
        .bind("t", tenant)
        .bind("after", after)
        .bind("plugin", plugin.orElse(""))
        .map((row, context) -> of(row))
        .list();
  }

  /** Its bytes. */
  static byte[] bytes(Handle handle, String id) {
    return handle
        .createQuery("select bytes from plugin_module where package_id = ?")
        .bind(0, id)
        .map((row, context) -> row.getBytes(1))
        .one();
  }

  /** Adds it, unless it is there, or one that is as new and another, or a newer one. */
  void insert(Handle handle, byte[] bytes) {
    if (withDigest(handle, tenant, sha256).isPresent()) {
      throw Problem.conflict(
          "plugin-duplicate", "package", "it is there already: " + plugin + " " + version);
    }
    List<StoredPackage> others = list(handle, tenant, Optional.of(plugin), "", MOST);
    if (others.stream().anyMatch(other -> other.version().equals(version))) {
      throw Problem.conflict(
          "plugin-version-taken",
          "version",
          "another package of " + plugin + " has the version " + version + " already");
    }
    Optional<SemanticVersion> highest = highest(handle);
    if (highest.isPresent() && highest.get().compareTo(version) > 0) {
      throw Problem.conflict(
          "plugin-downgrade",
          "version",
          plugin + " was " + highest.get() + " already; " + version + " is older");
    }
    long count =
        handle
            .createQuery("select count(*) from plugin_package where tenant_id = ?")
            .bind(0, tenant)
            .mapTo(Long.class)
            .one();
    if (count >= MOST) {
      throw Problem.conflict(
          "too-many-plugin-packages", "at most " + MOST + " are kept; delete some first");
    }
    handle.execute(
        "insert into plugin_package (id, tenant_id, sha256, plugin, version, kind, name, required,"
            + " optional, hosts, size, key_id, uploaded_by, uploaded_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant,
        sha256,
        plugin,
        version.toString(),
        type.text(),
        name,
        Columns.texts(required),
        Columns.texts(optional),
        Columns.texts(hosts),
        size,
        key.orElse(null),
        uploadedBy,
        uploadedAt);
    handle.execute("insert into plugin_module (package_id, bytes) values (?, ?)", id, bytes);
    handle.execute(
        "insert into plugin_version (tenant_id, plugin, version) values (?, ?, ?)"
            + " on conflict (tenant_id, plugin) do update set version = excluded.version",
        tenant,
        plugin,
        version.toString());
  }

  private Optional<SemanticVersion> highest(Handle handle) {
    return handle
        .createQuery("select version from plugin_version where tenant_id = ? and plugin = ?")
        .bind(0, tenant)
        .bind(1, plugin)
        .mapTo(String.class)
        .findOne()
        .map(SemanticVersion::parse);
  }

  void delete(Handle handle) {
    handle.execute("delete from plugin_module where package_id = ?", id);
    handle.execute("delete from plugin_package where id = ?", id);
  }

  /** As gateways have it: {@code ID VERSION SHA256}. */
  String line() {
    return plugin + " " + version + " " + sha256;
  }

  /** As the API shows it. */
  public JsonObject.Builder toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("plugin", plugin)
        .put("version", version.toString())
        .put("type", type.text())
        .put("name", name)
        .put("sha256", sha256)
        .put("size", size)
        .put("required", required)
        .put("optional", optional)
        .put("hosts", hosts)
        .put("signedBy", keyName)
        .put("uploadedBy", uploadedBy)
        .put("uploadedAt", uploadedAt / 1000);
  }
}
