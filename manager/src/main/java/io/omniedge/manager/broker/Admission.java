package io.omniedge.manager.broker;

import io.omniedge.manager.store.Database;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which devices may connect: all that are not revoked. In memory, because a broker asks thousands
 * of times in a minute when a site's power comes back. Thread-safe.
 */
public final class Admission {
  private final Map<String, String> tenants = new ConcurrentHashMap<>();

  /** Those that the database says. */
  public static Admission of(Database database) {
    Admission admission = new Admission();
    database.read(
        handle ->
            handle
                .createQuery("select id, tenant_id from device where membership <> 'revoked'")
                .map(
                    (row, context) -> {
                      admission.admit(row.getString(1), row.getString(2));
                      return true;
                    })
                .list());
    return admission;
  }

  /** Lets a device in. */
  public void admit(String device, String tenant) {
    tenants.put(device, tenant);
  }

  /** Lets a device in no more. */
  public void refuse(String device) {
    tenants.remove(device);
  }

  /** Whose device it is, if it may connect. */
  public Optional<String> tenantOf(String device) {
    return Optional.ofNullable(tenants.get(device));
  }
}
