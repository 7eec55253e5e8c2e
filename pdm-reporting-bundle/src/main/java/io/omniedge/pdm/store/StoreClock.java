package io.omniedge.pdm.store;

/** Where the time comes from; an edge. Any thread. */
@FunctionalInterface
public interface StoreClock {
  /** The time now. */
  Moment now();
}
