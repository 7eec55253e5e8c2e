package io.omniedge.gateway.api;

import java.time.Instant;

/**
 * A line of the log. Immutable, without secrets and without line breaks.
 *
 * @param time by the wall clock
 * @param level ERROR, WARNING, INFO, DEBUG or TRACE
 * @param logger name of the class that wrote it
 * @param message with the exception behind it, if there was one
 */
public record LogLine(Instant time, String level, String logger, String message) {
  /** Longer messages are cut: the log of a gateway stays in memory. */
  private static final int MOST_CHARS = 2000;

  /** Makes control characters visible: what peers and operators sent stands in messages. */
  public LogLine {
    message = VisibleText.of(message, MOST_CHARS);
  }
}
