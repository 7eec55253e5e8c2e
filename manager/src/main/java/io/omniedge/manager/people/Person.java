package io.omniedge.manager.people;

import io.omniedge.manager.access.Principal;
import io.omniedge.manager.access.Role;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody who may sign in, without what they sign in with.
 *
 * @param id as {@code u-…}
 * @param tenant they belong to
 * @param name they sign in with; unique in the tenant
 * @param email empty if it is not known
 * @param role in the tenant
 * @param hasPassword whether they ever set one
 * @param hasCode whether they need a second factor
 * @param issuer of the OpenID provider that vouches for them; empty if none does
 * @param createdAt when
 * @param signedInAt the last time
 * @param isDisabled whether they may not sign in now
 */
public record Person(
    String id,
    String tenant,
    String name,
    String email,
    Role role,
    boolean hasPassword,
    boolean hasCode,
    String issuer,
    Instant createdAt,
    Optional<Instant> signedInAt,
    boolean isDisabled) {

  /** Somebody new, who cannot sign in yet. */
  static Person fresh(
      String id, String tenant, String name, String email, Role role, Instant createdAt) {
    return new Person(
        id, tenant, name, email, role, false, false, "", createdAt, Optional.empty(), false);
  }

  /** As the one who asks. */
  public Principal principal() {
    return new Principal(tenant, id, name, role);
  }

  /** Whether there is a way for them to sign in at all. */
  public boolean canSignIn() {
    return !isDisabled && (hasPassword || !issuer.isEmpty());
  }
}
