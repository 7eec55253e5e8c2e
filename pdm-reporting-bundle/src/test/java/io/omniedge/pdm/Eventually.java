package io.omniedge.pdm;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads will do; the only place in these tests that lets time pass. */
public final class Eventually {
  private Eventually() {}

  /** Returns once it holds; fails after half a minute. */
  public static void holds(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > 30_000_000_000L) {
        throw new AssertionError("not within 30 s: " + what);
      }
      LockSupport.parkNanos(20_000_000L);
    }
  }
}
