package io.omniedge.plugin.host;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A token bucket. Thread-safe. */
final class RateLimit {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final long nanosEach;
  private final long mostNanos;
  private final LongSupplier nanos;

  /** What it has, as the time it takes to come by. */
  private long saved;

  private long seenNanos;

  /**
   * A full one.
   *
   * @param aSecond how many come by
   * @param atOnce how many it holds
   */
  RateLimit(int aSecond, int atOnce, LongSupplier nanos) {
    this.nanosEach = SECOND / aSecond;
    this.mostNanos = nanosEach * atOnce;
    this.nanos = nanos;
    this.saved = mostNanos;
    this.seenNanos = nanos.getAsLong();
  }

  /** Takes one, if there is one. */
  synchronized boolean take() {
    long now = nanos.getAsLong();
    saved = Math.min(mostNanos, saved + Math.max(0, now - seenNanos));
    seenNanos = now;
    if (saved < nanosEach) {
      return false;
    }
    saved -= nanosEach;
    return true;
  }
}
