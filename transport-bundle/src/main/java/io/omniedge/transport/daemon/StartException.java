package io.omniedge.transport.daemon;

/**
 * The tunnel could not start, or ended unasked; the message says what failed and what to do about
 * it.
 */
final class StartException extends Exception {
  private static final long serialVersionUID = 1;

  StartException(String message) {
    super(message);
  }

  StartException(String message, Throwable cause) {
    super(message, cause);
  }
}
