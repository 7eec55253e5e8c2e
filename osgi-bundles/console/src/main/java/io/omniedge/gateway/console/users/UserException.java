package io.omniedge.gateway.console.users;

/** A user or password cannot be as somebody wants it; the message says why, to them. */
public final class UserException extends Exception {
  private static final long serialVersionUID = 1;

  UserException(String message) {
    super(message);
  }
}
