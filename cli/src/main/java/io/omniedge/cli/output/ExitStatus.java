package io.omniedge.cli.output;

import java.util.Locale;

/** How the command ended; scripts look at it. */
public enum ExitStatus {
  /** It was done. */
  OK(0),
  /** It could not be done, for a reason that none of the others is. */
  GENERAL(1),
  /** The role of the one who asks does not allow it, or a file's permissions. */
  PERMISSION(2),
  /** Nobody is signed in, or not any more. */
  AUTHENTICATION(3),
  /** The manager, or the daemon on this machine, could not be reached. */
  NETWORK(4),
  /** Something on the command line or in a file is wrong. */
  INPUT(5);

  private final int code;

  ExitStatus(int code) {
    this.code = code;
  }

  /** As the shell sees it. */
  public int code() {
    return code;
  }

  /** As documents have it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
