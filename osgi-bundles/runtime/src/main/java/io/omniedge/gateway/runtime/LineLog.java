package io.omniedge.gateway.runtime;

import java.io.PrintStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;

/** The log: a line for each record to standard error, which systemd or the script keeps. */
final class LineLog extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  /** Kept here: a logger that nobody holds is forgotten with its level. */
  private static final List<Logger> FOREIGN =
      List.of(Logger.getLogger("org.apache.felix"), Logger.getLogger("org.eclipse.jetty"));

  private LineLog() {}

  /** In place of what the JDK does by default. */
  static void install() {
    LogManager.getLogManager().reset();
    PrintStream target = System.err;
    Handler handler =
        new StreamHandler(target, new LineLog()) {
          @Override
          public synchronized void publish(LogRecord record) {
            super.publish(record);
            flush();
          }
        };
    handler.setLevel(Level.ALL);
    Logger root = Logger.getLogger("");
    root.addHandler(handler);
    root.setLevel(Level.INFO);
    // What is not ours tells of each of its steps.
    for (Logger foreign : FOREIGN) {
      foreign.setLevel(Level.WARNING);
    }
  }

  /** As System.Logger names levels, by which the bundles log. */
  private static String name(Level level) {
    if (level.equals(Level.SEVERE)) {
      return "ERROR";
    }
    if (level.intValue() >= Level.INFO.intValue()) {
      return level.getName();
    }
    return level.intValue() >= Level.FINE.intValue() ? "DEBUG" : "TRACE";
  }

  @Override
  public String format(LogRecord record) {
    String source = record.getLoggerName();
    String shortName = source == null ? "" : source.substring(source.lastIndexOf('.') + 1);
    StringBuilder line =
        new StringBuilder(TIME.format(record.getInstant()))
            .append(' ')
            .append(name(record.getLevel()))
            .append(' ')
            .append(shortName)
            .append(": ")
            .append(formatMessage(record).replace('\n', ' '))
            .append('\n');
    String before = "";
    for (Throwable thrown = record.getThrown(); thrown != null; thrown = thrown.getCause()) {
      line.append("  ").append(before).append(thrown).append('\n');
      for (StackTraceElement element : thrown.getStackTrace()) {
        line.append("    at ").append(element).append('\n');
      }
      before = "caused by ";
    }
    return line.toString();
  }
}
