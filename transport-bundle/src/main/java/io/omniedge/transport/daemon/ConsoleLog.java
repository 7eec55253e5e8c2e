package io.omniedge.transport.daemon;

import java.lang.System.Logger.Level;
import java.util.Map;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Logs one line per event to standard error, as a service manager wants it. */
final class ConsoleLog {
  private static final Map<Level, java.util.logging.Level> LEVELS =
      Map.of(
          Level.ERROR, java.util.logging.Level.SEVERE,
          Level.WARNING, java.util.logging.Level.WARNING,
          Level.INFO, java.util.logging.Level.INFO,
          Level.DEBUG, java.util.logging.Level.FINE);

  private ConsoleLog() {}

  /**
   * Sets format and level; java.util.logging itself is loaded by the first line only, unless the
   * level is not the default.
   */
  static void install(Level level) {
    System.setProperty("java.util.logging.SimpleFormatter.format", "%4$s %3$s: %5$s%6$s%n");
    if (level != Level.INFO) {
      java.util.logging.Level wanted = LEVELS.getOrDefault(level, java.util.logging.Level.INFO);
      Logger root = LogManager.getLogManager().getLogger("");
      root.setLevel(wanted);
      for (var handler : root.getHandlers()) {
        handler.setLevel(wanted);
      }
    }
  }
}
