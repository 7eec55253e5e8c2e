package io.omniedge.pdm.advisory;

/** By when something should be done; the later of two is the more urgent. */
public enum Urgency {
  /** Nothing to do. */
  NONE("nothing to do"),
  /** Look at the next report. */
  WATCH("watch the next reports"),
  /** At the next planned stop. */
  NEXT_STOP("at the next planned stop"),
  /** Within a week, planned. */
  WEEK("within a week"),
  /** Within a day. */
  DAY("within a day"),
  /** Now. */
  NOW("now");

  private final String words;

  Urgency(String words) {
    this.words = words;
  }

  /** For people. */
  public String words() {
    return words;
  }
}
