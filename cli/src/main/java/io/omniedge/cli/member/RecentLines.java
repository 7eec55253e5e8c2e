package io.omniedge.cli.member;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;

/** The newest lines of the log, for a support bundle. Thread-safe. */
final class RecentLines extends Handler {
  private static final int MOST = 1_000;

  private final Deque<String> lines = new ArrayDeque<>();

  private RecentLines() {}

  /** One line for an event on standard error, as a service manager wants it, and kept here. */
  static RecentLines install() {
    System.setProperty(
        "java.util.logging.SimpleFormatter.format",
        "%1$tY-%1$tm-%1$tdT%1$tH:%1$tM:%1$tS.%1$tL%1$tz %4$s %3$s: %5$s%6$s%n");
    RecentLines recent = new RecentLines();
    recent.setFormatter(new SimpleFormatter());
    LogManager.getLogManager().getLogger("").addHandler(recent);
    return recent;
  }

  @Override
  public synchronized void publish(LogRecord record) {
    Formatter formatter = getFormatter();
    lines.add(formatter.format(record).stripTrailing());
    if (lines.size() > MOST) {
      lines.remove();
    }
  }

  /** Oldest first. */
  synchronized List<String> newest() {
    return new ArrayList<>(lines);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
