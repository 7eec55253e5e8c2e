package io.omniedge.gateway.monitoring.log;

import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.RecentLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** Keeps the newest lines of the log in memory: at most so many, each cut. Thread-safe. */
public final class NewestLines extends Handler implements RecentLog {
  /** With their messages at their longest, one and a half megabytes. */
  public static final int KEPT = 500;

  private final Formatter formatter = new SimpleFormatter();
  private final ArrayDeque<LogLine> lines = new ArrayDeque<>(KEPT);

  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    String message = Objects.requireNonNullElse(formatter.formatMessage(record), "");
    Throwable thrown = record.getThrown();
    LogLine line =
        new LogLine(
            record.getInstant(),
            LogLevel.of(record.getLevel()).name(),
            Objects.requireNonNullElse(record.getLoggerName(), ""),
            thrown == null ? message : message + ": " + thrown);
    synchronized (lines) {
      if (lines.size() == KEPT) {
        lines.removeFirst();
      }
      lines.addLast(line);
    }
  }

  @Override
  public List<LogLine> newest(int most) {
    synchronized (lines) {
      List<LogLine> all = new ArrayList<>(lines);
      return List.copyOf(all.subList(Math.max(0, all.size() - Math.max(0, most)), all.size()));
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
