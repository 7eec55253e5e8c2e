package io.omniedge.gateway.configuration;

import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** A log that tests read. */
public final class MemoryLog implements System.Logger {
  private final List<String> lines = new ArrayList<>();

  /** What was logged so far, each line with its level and the message of its exception. */
  public String text() {
    return String.join("\n", lines);
  }

  @Override
  public String getName() {
    return "memory";
  }

  @Override
  public boolean isLoggable(Level level) {
    return true;
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String message,
      @Nullable Throwable thrown) {
    lines.add(level + " " + message + (thrown == null ? "" : " " + thrown));
  }

  @Override
  public void log(
      Level level,
      @Nullable ResourceBundle bundle,
      @Nullable String format,
      @Nullable Object @Nullable ... parameters) {
    boolean plain = parameters == null || parameters.length == 0;
    lines.add(level + " " + (plain ? format : MessageFormat.format("" + format, parameters)));
  }
}
