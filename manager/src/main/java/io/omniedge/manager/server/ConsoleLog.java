package io.omniedge.manager.server;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** The log on standard error, a line for each record: for journald, or whoever collects it. */
final class ConsoleLog {
  /** They tell their whole start; what goes wrong they tell as warnings. */
  private static final List<Logger> QUIET =
      List.of(
          Logger.getLogger("com.hivemq"),
          Logger.getLogger("com.zaxxer"),
          Logger.getLogger("io.javalin"),
          Logger.getLogger("jetbrains.exodus"),
          Logger.getLogger("org.eclipse.jetty"),
          Logger.getLogger("org.flywaydb"));

  private ConsoleLog() {}

  static void setUp() {
    Logger root = LogManager.getLogManager().getLogger("");
    for (Handler handler : root.getHandlers()) {
      root.removeHandler(handler);
    }
    ConsoleHandler console = new ConsoleHandler();
    console.setFormatter(new Line());
    root.addHandler(console);
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
  }

  private static final class Line extends Formatter {
    @Override
    public String format(LogRecord log) {
      StringBuilder line =
          new StringBuilder()
              .append(Instant.ofEpochMilli(log.getMillis()).truncatedTo(ChronoUnit.MILLIS))
              .append(' ')
              .append(log.getLevel().getName())
              .append(' ')
              .append(formatMessage(log).replaceAll("\\p{Cntrl}", " "));
      for (Throwable cause = log.getThrown(); cause != null; cause = cause.getCause()) {
        line.append(": ").append(String.valueOf(cause).replaceAll("\\p{Cntrl}", " "));
        if (log.getLevel().intValue() >= Level.SEVERE.intValue()) {
          StackTraceElement[] stack = cause.getStackTrace();
          for (int i = 0; i < Math.min(8, stack.length); i++) {
            line.append(" < ").append(stack[i]);
          }
        }
      }
      return line.append('\n').toString();
    }
  }
}
