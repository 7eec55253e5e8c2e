package io.omniedge.plugin.host;

/** What a host call answers instead of a result, negative; numbers as in errno.h of Linux. */
final class Errno {
  static final int NO_ENTRY = -2;
  static final int IO = -5;
  static final int TOO_BIG = -7;
  static final int AGAIN = -11;

  /** The capability is not granted. */
  static final int ACCESS = -13;

  static final int INVALID = -22;
  static final int NO_SPACE = -28;

  private Errno() {}
}
