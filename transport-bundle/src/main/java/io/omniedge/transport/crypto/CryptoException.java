package io.omniedge.transport.crypto;

/**
 * A wanted crypto provider or library cannot be used; the message names it and says why, for the
 * operator.
 */
public final class CryptoException extends Exception {
  private static final long serialVersionUID = 1L;

  /** With a message for the operator. */
  public CryptoException(String message) {
    super(message);
  }

  /** With a message for the operator and what led to it. */
  public CryptoException(String message, Throwable cause) {
    super(message, cause);
  }
}
