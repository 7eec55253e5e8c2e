package io.omniedge.manager.plugin;

import io.omniedge.manager.access.Role;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** A plugin that a tenant has the manager ask. No record: a value may be a password. */
final class SignInPlugin {
  /** People sign in. */
  static final String SIGN_IN = "sign-in";

  /** Devices enrol. */
  static final String ENROLMENT = "enrolment";

  static final List<String> PURPOSES = List.of(SIGN_IN, ENROLMENT);

  private final String packageId;
  private final String tenant;
  private final String plugin;
  private final List<String> purposes;
  private final Optional<Role> newcomers;
  private final Map<String, String> settings;

  SignInPlugin(
      String packageId,
      String tenant,
      String plugin,
      List<String> purposes,
      Optional<Role> newcomers,
      Map<String, String> settings) {
    this.packageId = packageId;
    this.tenant = tenant;
    this.plugin = plugin;
    this.purposes = List.copyOf(purposes);
    this.newcomers = newcomers;
    this.settings = Map.copyOf(settings);
  }

  private static SignInPlugin of(ResultSet row) throws SQLException {
    TreeMap<String, String> settings = new TreeMap<>();
    Columns.object(row, "settings")
        .members()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonString text) {
                settings.put(name, text.value());
              }
            });
    return new SignInPlugin(
        row.getString("package_id"),
        row.getString("tenant_id"),
        row.getString("plugin"),
        Columns.texts(row, "purposes"),
        Optional.of(row.getString("newcomers")).filter(role -> !role.isEmpty()).map(Role::parse),
        settings);
  }

  /** All of all tenants. */
  static List<SignInPlugin> all(Handle handle) {
    return handle
        .createQuery("select * from plugin_sign_in order by tenant_id, plugin")
        .map((row, context) -> of(row))
        .list();
  }

  static Optional<SignInPlugin> find(Handle handle, String packageId) {
    return handle
        .createQuery("select * from plugin_sign_in where package_id = ?")
        .bind(0, packageId)
        .map((row, context) -> of(row))
        .findOne();
  }

  /** In the place of another version of it. */
  void save(Handle handle, String by, long nowMillis) {
    delete(handle);
    JsonObject.Builder values = JsonObject.builder();
    settings.forEach(values::put);
    handle.execute(
        "insert into plugin_sign_in (package_id, tenant_id, plugin, purposes, newcomers, settings,"
            + " enabled_by, enabled_at) values (?, ?, ?, ?, ?, ?, ?, ?)",
        packageId,
        tenant,
        plugin,
        Columns.texts(purposes),
        newcomers.map(Role::text).orElse(""),
        values.build().toJson(),
        by,
        nowMillis);
  }

  void delete(Handle handle) {
    handle.execute("delete from plugin_sign_in where tenant_id = ? and plugin = ?", tenant, plugin);
  }

  String packageId() {
    return packageId;
  }

  String tenant() {
    return tenant;
  }

  String plugin() {
    return plugin;
  }

  List<String> purposes() {
    return purposes;
  }

  Optional<Role> newcomers() {
    return newcomers;
  }

  /** Passwords among them. */
  Map<String, String> exposeSettings() {
    return settings;
  }
}
