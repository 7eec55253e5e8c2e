package io.omniedge.pdm.outlet;

import io.omniedge.pdm.store.Parcel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What was handed over, and nobody has said yet that it arrived. Few at a time: a cloud connection
 * that is down takes messages all the same, into a memory of its own. Any thread.
 */
final class Unconfirmed {
  /** Enough for 100 messages a second over a satellite, and little to send twice. */
  static final int MOST = 64;

  /** A broker answers within seconds; each time nothing came, twice as long is waited. */
  static final long FIRST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** So a day without a broker makes some thirty copies of each in the memory of the connection. */
  private static final long LONGEST_WAIT_NANOS = TimeUnit.HOURS.toNanos(1);

  private record Sent(Parcel parcel, int bytes, long nanos) {}

  /** What arrived. */
  record Arrived(Parcel parcel, int bytes) {}

  private final Map<String, Sent> waiting = new LinkedHashMap<>();
  private final Set<String> early = new HashSet<>();
  private boolean isSending;
  private long waitNanos = FIRST_WAIT_NANOS;

  synchronized boolean isFull() {
    return waiting.size() >= MOST;
  }

  synchronized int count() {
    return waiting.size();
  }

  /** From now on a name that nobody knows may be the one that the call to send will return. */
  synchronized void sending() {
    isSending = true;
  }

  /** The call failed. */
  synchronized void notSent() {
    isSending = false;
    early.clear();
  }

  /** The call returned this name; whether it was confirmed even before. */
  synchronized boolean sent(String name, Parcel parcel, int bytes, long nowNanos) {
    boolean isConfirmed = early.contains(name);
    notSent();
    if (isConfirmed) {
      waitNanos = FIRST_WAIT_NANOS;
    } else {
      waiting.put(name, new Sent(parcel, bytes, nowNanos));
    }
    return isConfirmed;
  }

  /** What has this name; null if it is of nothing that waits. */
  synchronized @Nullable Arrived confirmed(String name) {
    Sent sent = waiting.remove(name);
    if (sent != null) {
      waitNanos = FIRST_WAIT_NANOS;
      return new Arrived(sent.parcel(), sent.bytes());
    }
    if (isSending && early.size() < MOST) {
      early.add(name);
    }
    return null;
  }

  /** Takes out those that have waited too long. */
  synchronized List<Parcel> overdue(long nowNanos) {
    List<Parcel> overdue = new ArrayList<>();
    for (Iterator<Sent> all = waiting.values().iterator(); all.hasNext(); ) {
      Sent each = all.next();
      if (nowNanos - each.nanos() >= waitNanos) {
        overdue.add(each.parcel());
        all.remove();
      }
    }
    if (!overdue.isEmpty()) {
      waitNanos = Math.min(LONGEST_WAIT_NANOS, 2 * waitNanos);
    }
    return overdue;
  }

  /** Takes out all. */
  synchronized List<Parcel> all() {
    List<Parcel> all = waiting.values().stream().map(Sent::parcel).toList();
    waiting.clear();
    return all;
  }
}
