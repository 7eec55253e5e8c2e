package io.omniedge.gateway.monitoring.log;

import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;

/** How much is logged, under the names of {@link System.Logger}, by which the bundles log. */
public enum LogLevel {
  ERROR,
  WARNING,
  INFO,
  DEBUG,
  TRACE;

  /** For messages. */
  static final String NAMES = "ERROR, WARNING, INFO, DEBUG or TRACE";

  /** By its name; empty for any other text. */
  static Optional<LogLevel> named(String text) {
    return Arrays.stream(values()).filter(level -> level.name().equals(text)).findFirst();
  }

  /** What a record of this level is; those between two belong to the lower one. */
  static LogLevel of(Level level) {
    for (LogLevel each : values()) {
      if (level.intValue() >= each.logged().intValue()) {
        return each;
      }
    }
    return TRACE;
  }

  /** As {@link System.Logger} hands it to java.util.logging. */
  Level logged() {
    return switch (this) {
      case ERROR -> Level.SEVERE;
      case WARNING -> Level.WARNING;
      case INFO -> Level.INFO;
      case DEBUG -> Level.FINE;
      case TRACE -> Level.FINER;
    };
  }
}
