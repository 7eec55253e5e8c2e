package io.omniedge.manager.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** The time of this machine at the start; then it moves only when it is told to. */
public final class ManualClock implements InstantSource {
  private final Instant start = Instant.now();
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.get());
  }

  /** Goes on. */
  public void advance(Duration by) {
    long _ = nanos.addAndGet(by.toNanos());
  }
}
