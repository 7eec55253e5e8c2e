package io.omniedge.testkit;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that moves only when told to: monotonic nanoseconds and wall time together.
 * Single-threaded.
 */
public final class ManualClock {
  private long nanos;
  private Instant wall;

  /**
   * Starts at a monotonic time near overflow, so that a comparison without subtraction fails, and
   * at the given wall time.
   */
  public ManualClock(Instant wall) {
    this.nanos = Long.MAX_VALUE - Duration.ofSeconds(60).toNanos();
    this.wall = wall;
  }

  /** Monotonic time in nanoseconds; may wrap around. */
  public long nanoTime() {
    return nanos;
  }

  /** Wall clock time. */
  public Instant wallTime() {
    return wall;
  }

  /** Moves both clocks forward. */
  public void advance(Duration step) {
    nanos += step.toNanos();
    wall = wall.plus(step);
  }

  /** Sets only the wall clock, as NTP or a lost battery does. */
  public void setWallTime(Instant instant) {
    wall = instant;
  }
}
