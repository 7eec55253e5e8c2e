package io.omniedge.manager.people.password;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;

/**
 * Makes guessing slow: after some wrong answers for a key each further try has to wait, twice as
 * long each time. A try counts as wrong from its beginning, so that many at once are no more than
 * many in turn. Bounded: the key longest unused is forgotten first. Thread-safe; time is a
 * parameter.
 */
public final class Throttle {
  private static final Duration FIRST = Duration.ofSeconds(1);

  /** After an hour without a wrong answer all is forgotten. */
  private static final Duration FORGET = Duration.ofHours(1);

  static final int MOST = 20_000;
  private static final int NETWORK_BYTES = 8;

  private record Tries(int count, Instant until, Instant last) {}

  private final int free;
  private final Duration longest;
  private final LinkedHashMap<String, Tries> tries = new LinkedHashMap<>(16, 0.75f, true);

  /**
   * A throttle.
   *
   * @param free wrong answers without a wait
   * @param longest that anybody waits
   */
  public Throttle(int free, Duration longest) {
    this.free = free;
    this.longest = longest;
  }

  /** Whom an address stands for: of IPv6 the network, for its owner has all addresses in it. */
  public static String key(InetAddress address) {
    return address instanceof Inet6Address
        ? HexFormat.of().formatHex(address.getAddress(), 0, NETWORK_BYTES)
        : address.getHostAddress();
  }

  /** Begins a try; answers how long to wait instead, zero if it may go on. */
  public synchronized Duration begin(String key, Instant now) {
    Tries known = tries.get(key);
    if (known != null && Duration.between(known.last, now).compareTo(FORGET) > 0) {
      known = null;
    }
    if (known != null && known.until.isAfter(now)) {
      return Duration.between(now, known.until);
    }
    int count = known == null ? 1 : known.count + 1;
    Duration wait = Duration.ZERO;
    if (count >= free) {
      wait = FIRST.multipliedBy(1L << Math.min(count - free, 20));
      wait = wait.compareTo(longest) < 0 ? wait : longest;
    }
    tries.put(key, new Tries(count, now.plus(wait), now));
    if (tries.size() > MOST) {
      tries.remove(tries.keySet().iterator().next());
    }
    return Duration.ZERO;
  }

  /**
   * The right answer: this try does not count. Those before still do, or whoever has a password of
   * their own could sign in between guesses at another.
   */
  public synchronized void succeeded(String key) {
    Tries known = tries.get(key);
    if (known == null || known.count == 1) {
      tries.remove(key);
    } else {
      tries.put(key, new Tries(known.count - 1, known.last, known.last));
    }
  }

  synchronized int size() {
    return tries.size();
  }
}
