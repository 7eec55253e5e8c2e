package io.omniedge.manager.report;

import java.util.List;

/** How bad a machine is, as reports say it. */
public final class Level {
  /** From the least to the worst; what nobody can tell is no alarm. */
  public static final List<String> ALL = List.of("UNKNOWN", "OK", "ADVISE", "ALERT", "DANGER");

  /** Nobody can tell now. */
  static final String UNKNOWN = "UNKNOWN";

  private Level() {}

  /** Whether one is worse than another; a word that is none of ours is no worse than any. */
  static boolean isWorse(String one, String other) {
    return ALL.indexOf(one) > ALL.indexOf(other);
  }

  /** Whether one is as bad as another, or worse. */
  static boolean isAtLeast(String one, String other) {
    return ALL.indexOf(one) >= ALL.indexOf(other);
  }
}
