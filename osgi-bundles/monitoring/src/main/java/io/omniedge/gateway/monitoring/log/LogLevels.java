package io.omniedge.gateway.monitoring.log;

import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.SortedMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The levels in force. What is no longer set gets back the level it had before. Thread-safe. */
public final class LogLevels {
  /** A logger that nobody holds is forgotten together with its level. */
  private static final class Held {
    private final Logger logger;
    private final @Nullable Level before;

    Held(String name) {
      logger = Logger.getLogger(name);
      before = logger.getLevel();
    }
  }

  private final Map<String, Held> held = new HashMap<>();

  /** Sets these levels, and those of no other logger. */
  public synchronized void apply(LevelSettings settings) {
    SortedMap<String, LogLevel> wanted = settings.loggers();
    for (Iterator<Map.Entry<String, Held>> all = held.entrySet().iterator(); all.hasNext(); ) {
      Map.Entry<String, Held> each = all.next();
      if (!wanted.containsKey(each.getKey())) {
        each.getValue().logger.setLevel(each.getValue().before);
        all.remove();
      }
    }
    wanted.forEach(
        (name, level) -> held.computeIfAbsent(name, Held::new).logger.setLevel(level.logged()));
  }

  /** All levels as they were. */
  public synchronized void restore() {
    held.values().forEach(each -> each.logger.setLevel(each.before));
    held.clear();
  }
}
