package io.omniedge.gateway.monitoring.log;

import io.omniedge.gateway.api.form.FormProperties;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How much each logger logs, as the operator wants it.
 *
 * @param loggers levels by the names of loggers and packages
 */
public record LevelSettings(SortedMap<String, LogLevel> loggers) {
  /** Everything of ours. */
  static final String OURS = "io.omniedge";

  private static final int MOST_LOGGERS = 100;
  private static final Pattern LOGGER = Pattern.compile("[A-Za-z0-9_$-]+(\\.[A-Za-z0-9_$-]+)*");

  /** Copies the map. */
  public LevelSettings {
    loggers = Collections.unmodifiableSortedMap(new TreeMap<>(loggers));
  }

  /** Reads and checks them; what is wrong stands in the form's problems. */
  public static LevelSettings read(FormProperties form) {
    SortedMap<String, LogLevel> loggers = new TreeMap<>();
    String base = form.text("level");
    loggers.put(OURS, level(form, "level", base, base.isEmpty() ? "INFO" : base));
    for (String line : form.text("levels").split("[\n\r,]+", -1)) {
      if (!line.isBlank()) {
        single(form, line.strip(), loggers);
      }
    }
    if (loggers.size() > MOST_LOGGERS) {
      form.wrong("levels: " + loggers.size() + " loggers are more than " + MOST_LOGGERS);
    }
    return new LevelSettings(loggers);
  }

  private static void single(
      FormProperties form, String line, SortedMap<String, LogLevel> loggers) {
    String[] parts = line.split("=", 2);
    String name = parts[0].strip();
    if (parts.length < 2 || !LOGGER.matcher(name).matches()) {
      form.wrong("levels", line, "not of the form logger=LEVEL");
      return;
    }
    loggers.put(name, level(form, "levels", line, parts[1].strip()));
  }

  private static LogLevel level(FormProperties form, String property, String shown, String name) {
    Optional<LogLevel> level = LogLevel.named(name);
    if (level.isEmpty()) {
      form.wrong(property, shown, "the level is none of " + LogLevel.NAMES);
    }
    return level.orElse(LogLevel.INFO);
  }
}
