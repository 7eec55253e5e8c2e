package io.omniedge.transport.session;

import java.util.concurrent.atomic.AtomicLongArray;

/** How often each reason to drop occurred. Any thread; no allocation. */
@SuppressWarnings("EnumOrdinal") // the array lives as long as the class: no stored ordinals
public final class DropCounters {
  private final AtomicLongArray counts = new AtomicLongArray(Drop.values().length);

  /** One more. */
  public void count(Drop drop) {
    count(drop, 1);
  }

  /** So many more. */
  public void count(Drop drop, long packets) {
    counts.getAndAdd(drop.ordinal(), packets);
  }

  /** How many so far. */
  public long get(Drop drop) {
    return counts.get(drop.ordinal());
  }

  /** All reasons together. */
  public long total() {
    long sum = 0;
    for (int i = 0; i < counts.length(); i++) {
      sum += counts.get(i);
    }
    return sum;
  }
}
