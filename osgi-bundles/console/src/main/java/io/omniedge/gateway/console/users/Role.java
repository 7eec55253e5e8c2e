package io.omniedge.gateway.console.users;

/** What a user may do. */
public enum Role {
  /** See everything but secrets, change nothing. */
  VIEWER,
  /** Change everything. */
  ADMINISTRATOR
}
