package io.omniedge.gateway.console.session;

import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes guessing slow: after {@value #FREE} wrong answers from one address, or for one user, each
 * further try has to wait, twice as long each time. Bounded; an address that knocks with many names
 * is slowed as an address. Thread-safe; time is a parameter.
 */
public final class SignInThrottle {
  static final int FREE = 5;
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** After an hour without a wrong answer all is forgotten. */
  private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

  private static final int MOST = 1000;

  /** Wrong answers so far, and until when there is nothing to try. */
  private record Failures(int count, long untilNanos, long lastNanos) {}

  private final LinkedHashMap<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

  /** How long to wait before another try; 0 if one may try now. */
  public synchronized long waitNanos(long nowNanos, String... keys) {
    long longest = 0;
    for (String key : keys) {
      Failures known = failures.get(key);
      if (known != null && nowNanos - known.lastNanos > FORGET_NANOS) {
        failures.remove(key);
      } else if (known != null) {
        longest = Math.max(longest, known.untilNanos - nowNanos);
      }
    }
    return longest;
  }

  /** A wrong answer. */
  public synchronized void failed(long nowNanos, String... keys) {
    for (String key : keys) {
      Failures known = failures.get(key);
      int count = known == null ? 1 : known.count + 1;
      long wait =
          count < FREE ? 0 : Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(count - FREE, 20));
      failures.put(key, new Failures(count, nowNanos + wait, nowNanos));
    }
    while (failures.size() > MOST) {
      failures.remove(failures.keySet().iterator().next());
    }
  }

  /** The right answer: what was wrong before no longer counts. */
  public synchronized void succeeded(String... keys) {
    for (String key : keys) {
      failures.remove(key);
    }
  }
}
