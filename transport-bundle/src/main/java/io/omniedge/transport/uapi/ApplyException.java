package io.omniedge.transport.uapi;

/** A valid change that cannot be applied, for example because another program has the port. */
public final class ApplyException extends Exception {
  private final int errno;

  /**
   * @param errno positive, as in {@link io.omniedge.tun.linux.libc.Errno}; goes back to {@code wg}
   * @param message what could not be done and why, never a secret
   */
  public ApplyException(int errno, String message) {
    super(message);
    if (errno <= 0) {
      throw new IllegalArgumentException("errno " + errno + " is not positive");
    }
    this.errno = errno;
  }

  /** The same with the exception that stands behind it. */
  public ApplyException(int errno, String message, Throwable cause) {
    this(errno, message);
    initCause(cause);
  }

  /** A positive error number. */
  public int errno() {
    return errno;
  }
}
