package io.omniedge.manager.access;

import static io.omniedge.manager.access.Permission.DEVICE;
import static io.omniedge.manager.access.Permission.MANAGE_ACCESS;
import static io.omniedge.manager.access.Permission.MANAGE_DEVICES;
import static io.omniedge.manager.access.Permission.MANAGE_SETUP_KEYS;
import static io.omniedge.manager.access.Permission.MONITOR;
import static io.omniedge.manager.access.Permission.OPERATE;
import static io.omniedge.manager.access.Permission.PUBLIC;
import static io.omniedge.manager.access.Permission.VIEW;
import static io.omniedge.manager.access.Permission.VIEW_AUDIT;
import static io.omniedge.manager.access.Permission.VIEW_CONFIGURATION;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * What somebody may do in a tenant: the one table of it. Ordered from the most to the least; a
 * person gives no role above the own one.
 */
public enum Role {
  /** Everything, other owners among it. */
  OWNER(EnumSet.complementOf(EnumSet.of(DEVICE))),
  /** Everything, but no owners. */
  ADMIN(EnumSet.complementOf(EnumSet.of(DEVICE))),
  /** The daily work: devices, their configuration, keys for new ones. */
  OPERATOR(
      EnumSet.of(
          PUBLIC, VIEW, VIEW_CONFIGURATION, MANAGE_DEVICES, OPERATE, MANAGE_SETUP_KEYS, MONITOR)),
  /** Sees everything, changes nothing. */
  AUDITOR(EnumSet.of(PUBLIC, VIEW, VIEW_CONFIGURATION, VIEW_AUDIT, MONITOR)),
  /** Sees the network. */
  VIEWER(EnumSet.of(PUBLIC, VIEW));

  @SuppressWarnings("ImmutableEnumChecker") // Set.copyOf makes none that can change
  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = Set.copyOf(permissions);
  }

  /** Whether it allows this. */
  public boolean allows(Permission permission) {
    return permissions.contains(permission);
  }

  /** Whether somebody of this role may give that one. */
  public boolean mayGive(Role other) {
    return allows(MANAGE_ACCESS) && other.compareTo(this) >= 0;
  }

  /** As documents have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * From a document.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Role parse(String text) {
    for (Role role : values()) {
      if (role.text().equals(text)) {
        return role;
      }
    }
    throw new IllegalArgumentException("it must be owner, admin, operator, auditor or viewer");
  }
}
