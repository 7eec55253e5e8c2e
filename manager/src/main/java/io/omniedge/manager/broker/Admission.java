package io.omniedge.manager.broker;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which devices may connect: all that are not revoked. In memory, because a broker asks thousands
 * of times in a minute when a site's power comes back. Thread-safe.
 */
public final class Admission {
  private final Map<String, String> tenants = new ConcurrentHashMap<>();

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
