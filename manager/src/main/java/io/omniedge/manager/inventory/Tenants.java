package io.omniedge.manager.inventory;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The owners of networks. Nothing of one is seen by another. */
public final class Tenants {
  private Tenants() {}

  /**
   * An owner.
   *
   * @param id never changes
   * @param name for people
   */
  public record Tenant(String id, String name) {}

  /** The one of that name, made if there is none. */
  public static Tenant named(Handle handle, String name, long now) {
    return find(handle, "name", name)
        .orElseGet(
            () -> {
              Tenant tenant = new Tenant(Ids.of('t'), name);
              handle.execute(
                  "insert into tenant (id, name, created_at) values (?, ?, ?)",
                  tenant.id(),
                  name,
                  now);
              return tenant;
            });
  }

  /** The one of that identifier. */
  public static Optional<Tenant> find(Handle handle, String id) {
    return find(handle, "id", id);
  }

  private static Optional<Tenant> find(Handle handle, String column, String value) {
    return handle
        .createQuery("select id, name from tenant where " + column + " = ?")
        .bind(0, value)
        .map((row, context) -> new Tenant(row.getString(1), row.getString(2)))
        .findOne();
  }

  /** All of them. */
  public static List<Tenant> list(Handle handle) {
    return handle
        .createQuery("select id, name from tenant order by id")
        .map((row, context) -> new Tenant(row.getString(1), row.getString(2)))
        .list();
  }
}
