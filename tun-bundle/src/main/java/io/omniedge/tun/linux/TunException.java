package io.omniedge.tun.linux;

/** Why a TUN or TAP device could not be opened, and what to do about it. */
public final class TunException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int errno;

  TunException(String message, int errno) {
    super(message);
    this.errno = errno;
  }

  /** The error number of the call that failed, 0 if the name was refused before any call. */
  public int errno() {
    return errno;
  }
}
