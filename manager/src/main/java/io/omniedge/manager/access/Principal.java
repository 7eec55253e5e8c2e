package io.omniedge.manager.access;

/**
 * Who asks.
 *
 * @param tenant whose things they may see
 * @param id of the API key or user
 * @param name for people
 * @param role in the tenant
 */
public record Principal(String tenant, String id, String name, Role role) {
  /** As the audit log names them. */
  public String actor() {
    return id + " (" + name + ")";
  }
}
