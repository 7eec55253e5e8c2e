package io.omniedge.pdm.source;

/** Stands still until told; who sleeps wakes at once at the time it wanted. */
public final class TestClock implements PlantClock {
  private long nanos = 5_000_000_000L;
  private long wallOffset = 1_780_000_000_000_000_000L;

  @Override
  public synchronized long monotonicNanos() {
    return nanos;
  }

  @Override
  public synchronized long wallNanos() {
    return nanos + wallOffset;
  }

  @Override
  public synchronized void sleepUntil(long monotonicNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    nanos = Math.max(nanos, monotonicNanos);
  }

  /** Time passes. */
  public synchronized void advance(long byNanos) {
    nanos += byNanos;
  }

  /** Somebody sets the clock on the wall. */
  public synchronized void stepWall(long byNanos) {
    wallOffset += byNanos;
  }
}
