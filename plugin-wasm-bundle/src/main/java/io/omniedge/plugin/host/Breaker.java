package io.omniedge.plugin.host;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a plugin from being asked while it fails: five failures in 30 s open it, for a second at
 * first, then twice as long each time up to 300 s; one call that ends well closes it. Thread-safe.
 */
final class Breaker {
  private static final int FAILURES = 5;
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long FIRST_SECONDS = 1;
  private static final long LONGEST_SECONDS = 300;

  private final Deque<Long> failures = new ArrayDeque<>();
  private long pauseSeconds = FIRST_SECONDS;
  private boolean isOpen;
  private boolean isTrying;
  private long openUntilNanos;

  /**
   * Whether a call may be made. After a pause exactly one is let through, to see.
   *
   * @param nowNanos of a clock that never goes back
   */
  synchronized boolean admits(long nowNanos) {
    if (!isOpen) {
      return true;
    }
    if (isTrying || nowNanos - openUntilNanos < 0) {
      return false;
    }
    isTrying = true;
    return true;
  }

  /** A call ended well. */
  synchronized void succeeded() {
    if (isOpen && !isTrying) {
      return; // one that began before it opened
    }
    isOpen = false;
    isTrying = false;
    failures.clear();
    pauseSeconds = FIRST_SECONDS;
  }

  /** Something else takes its place. */
  synchronized void reset() {
    isOpen = false;
    isTrying = false;
    failures.clear();
    pauseSeconds = FIRST_SECONDS;
  }

  /** A call was ended; says whether that opened it, for the first time or again. */
  synchronized boolean failed(long nowNanos) {
    if (isOpen) {
      boolean again = isTrying;
      if (again) {
        open(nowNanos);
      }
      return again;
    }
    failures.addLast(nowNanos);
    while (nowNanos - failures.getFirst() > WINDOW_NANOS) {
      failures.removeFirst();
    }
    if (failures.size() < FAILURES) {
      return false;
    }
    open(nowNanos);
    return true;
  }

  /** A call that was admitted was not made: it says nothing. */
  synchronized void abandoned() {
    isTrying = false;
  }

  private void open(long nowNanos) {
    isOpen = true;
    isTrying = false;
    failures.clear();
    openUntilNanos = nowNanos + TimeUnit.SECONDS.toNanos(pauseSeconds);
    pauseSeconds = Math.min(pauseSeconds * 2, LONGEST_SECONDS);
  }

  /** Whether it keeps calls away. */
  synchronized boolean isOpen() {
    return isOpen;
  }
}
