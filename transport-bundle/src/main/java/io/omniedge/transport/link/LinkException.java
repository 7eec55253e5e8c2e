package io.omniedge.transport.link;

/**
 * A tunnel or its interface could not be set up, or a configuration was refused; the message says
 * what failed and what to do about it. What was in force before is in force still.
 */
public final class LinkException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a stack trace in the log: the message is for the operator. */
  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
