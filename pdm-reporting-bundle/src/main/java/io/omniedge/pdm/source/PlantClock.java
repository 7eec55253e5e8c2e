package io.omniedge.pdm.source;

import java.time.Instant;
import java.util.concurrent.TimeUnit;

/** The clocks of this machine; an edge. Any thread. */
public interface PlantClock {
  /** Never goes back, is never set: on Linux CLOCK_MONOTONIC, which the kernel stamps with, too. */
  long monotonicNanos();

  /** Nanoseconds since 1970; somebody may set it. */
  long wallNanos();

  /** Waits until {@link #monotonicNanos} is there. */
  void sleepUntil(long monotonicNanos) throws InterruptedException;

  /** The real ones. */
  static PlantClock system() {
    return new PlantClock() {
      @Override
      public long monotonicNanos() {
        return System.nanoTime();
      }

      @Override
      public long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
      }

      @Override
      public void sleepUntil(long monotonicNanos) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(monotonicNanos - System.nanoTime());
      }
    };
  }
}
