package io.omniedge.manager.map;

import java.util.concurrent.atomic.LongAdder;

/** What the map thread did so far. */
public final class MapCounters {
  final LongAdder made = new LongAdder();
  final LongAdder unchanged = new LongAdder();
  final LongAdder full = new LongAdder();
  final LongAdder deltas = new LongAdder();
  final LongAdder current = new LongAdder();

  MapCounters() {}

  /** Maps made that differ from the one before. */
  public long made() {
    return made.sum();
  }

  /** Maps looked at that were found to be as before. */
  public long unchanged() {
    return unchanged.sum();
  }

  /** Whole maps sent. */
  public long full() {
    return full.sum();
  }

  /** Differences sent. */
  public long deltas() {
    return deltas.sum();
  }

  /** Times a device was told that it is up to date. */
  public long current() {
    return current.sum();
  }
}
