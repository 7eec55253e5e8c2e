package io.omniedge.gateway.console.session;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Makes guessing slow: after {@value #FREE} wrong answers from one address each further try has to
 * wait, twice as long each time. Not by user: else anybody could keep a user out. Bounded.
 * Thread-safe; time is a parameter.
 */
public final class SignInThrottle {
  static final int FREE = 5;
  private static final long FIRST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(5);

  /** After an hour without a wrong answer all is forgotten. */
  private static final long FORGET_NANOS = TimeUnit.HOURS.toNanos(1);

  static final int MOST = 1000;
  private static final int NETWORK_BYTES = 8;

  /** Tries so far, and until when there is nothing to try. */
  private record Failures(int count, long untilNanos, long lastNanos) {}

  private final LinkedHashMap<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);

  /** Whom an address stands for: of IPv6 the network, for its owner has all addresses in it. */
  public static String key(String address) {
    try {
      // A literal: no name is looked up.
      InetAddress parsed = InetAddress.getByName(address);
      if (parsed instanceof Inet6Address) {
        return HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK_BYTES);
      }
      return parsed.getHostAddress();
    } catch (UnknownHostException e) {
      return address;
    }
  }

  /**
   * Begins a try: it counts as wrong until {@link #succeeded}, so that many at once are no more
   * than many in turn.
   *
   * @return how long to wait instead; 0 if this try may go on
   */
  public synchronized long tryNanos(long nowNanos, String key) {
    Failures known = failures.get(key);
    if (known != null && nowNanos - known.lastNanos > FORGET_NANOS) {
      known = null;
    }
    if (known != null && known.untilNanos - nowNanos > 0) {
      return known.untilNanos - nowNanos;
    }
    int count = known == null ? 1 : known.count + 1;
    long wait =
        count < FREE ? 0 : Math.min(LONGEST_NANOS, FIRST_NANOS << Math.min(count - FREE, 20));
    failures.put(key, new Failures(count, nowNanos + wait, nowNanos));
    if (failures.size() > MOST) {
      failures.remove(failures.keySet().iterator().next());
    }
    return 0;
  }

  /**
   * The right answer: this try does not count. Those before still do, or whoever has a password of
   * their own could sign in between guesses at another.
   */
  public synchronized void succeeded(String key) {
    Failures known = failures.get(key);
    if (known == null || known.count == 1) {
      failures.remove(key);
    } else {
      failures.put(key, new Failures(known.count - 1, known.lastNanos, known.lastNanos));
    }
  }

  synchronized int size() {
    return failures.size();
  }
}
