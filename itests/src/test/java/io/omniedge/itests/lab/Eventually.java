package io.omniedge.itests.lab;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waits for what another process will do. The only place in the tests that lets time pass; the
 * deadline is no expectation of speed, only the time after which it will never happen.
 */
public final class Eventually {
  /** Long enough for a busy machine and for WireGuard's 5-second handshake retries. */
  public static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

  private Eventually() {}

  /** Returns once the condition holds; otherwise fails, saying what was awaited. */
  public static void holds(String what, BooleanSupplier condition) {
    holds(what, DEADLINE, condition, () -> "");
  }

  /**
   * Returns once the condition holds; otherwise fails, saying what was awaited and {@code details}.
   */
  public static void holds(
      String what, Duration deadline, BooleanSupplier condition, Supplier<String> details) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > deadline.toNanos()) {
        throw new AssertionError(
            "not within " + deadline.toSeconds() + " s: " + what + "\n" + details.get());
      }
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }
}
