package io.omniedge.protocol.map;

import java.util.Locale;

/** How far a device belongs to its network. */
public enum Membership {
  /** Enrolled, and waiting for somebody to approve it: no peers. */
  PENDING,
  /** A member. */
  ACTIVE,
  /** Kept apart, because of an expired key or a suspicion: no peers, only the manager. */
  QUARANTINED,
  /** Taken out: nobody's peer any more. */
  REVOKED;

  /** As documents have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * From a document.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static Membership parse(String text) {
    for (Membership membership : values()) {
      if (membership.text().equals(text)) {
        return membership;
      }
    }
    throw new IllegalArgumentException("it must be pending, active, quarantined or revoked");
  }
}
