package io.omniedge.pdm.intake;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** A log for what strangers send: a few lines a minute, and how many there would have been. */
final class SparseLog {
  private static final long PAUSE_NANOS = 10_000_000_000L;

  private final Logger log;
  private long lastNanos;
  private boolean hasLast;
  private long untold;

  SparseLog(Logger log) {
    this.log = log;
  }

  /** Any thread. */
  void warn(String text, long nowNanos) {
    String line;
    synchronized (this) {
      if (hasLast && nowNanos - lastNanos < PAUSE_NANOS) {
        untold++;
        return;
      }
      line = untold == 0 ? text : text + " (and " + untold + " more since the line before)";
      untold = 0;
      lastNanos = nowNanos;
      hasLast = true;
    }
    log.log(Level.WARNING, line);
  }
}
