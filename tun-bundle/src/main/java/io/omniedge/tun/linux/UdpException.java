package io.omniedge.tun.linux;

/** Why a UDP socket could not be opened, and what to do about it. */
public final class UdpException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  UdpException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** The error number of the call that failed. */
  public int errno() {
    return errno;
  }
}
