package io.omniedge.gateway.runtime;

/** The command line is wrong; the message says where. */
final class UsageException extends Exception {
  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
