package io.omniedge.manager.configuration;

import java.util.Locale;

/** What became of a wish. */
enum Outcome {
  /** The device has not said yet. */
  PENDING,
  /** It was in force; or it was so before anybody wanted anything. */
  APPLIED,
  /** The device would not take it; nothing was changed. */
  REFUSED,
  /** It was in force on trial and did no good, so the device took it back. */
  REVERTED,
  /** There was another before the device said anything. */
  SUPERSEDED;

  /** As documents and the database have it. */
  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Outcome parse(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  /** Whether nothing may be built on it: who did would send again what did no good. */
  boolean isUndone() {
    return this == REFUSED || this == REVERTED;
  }
}
