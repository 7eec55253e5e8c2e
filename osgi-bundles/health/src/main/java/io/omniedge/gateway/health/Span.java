package io.omniedge.gateway.health;

import java.time.Duration;

/** A span of time as a person says it. */
final class Span {
  private Span() {}

  /** In its largest unit, rounded down; negative ones are none. */
  static String of(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    }
    long minutes = seconds / 60;
    if (minutes < 120) {
      return minutes + " min";
    }
    long hours = minutes / 60;
    return hours < 48 ? hours + " h" : hours / 24 + " days";
  }
}
