package io.omniedge.pdm.source;

import java.util.concurrent.atomic.LongAdder;

/** What became of the samples of a source. Any thread. */
public final class SourceCounters {
  private final LongAdder samples = new LongAdder();
  private final LongAdder overruns = new LongAdder();
  private final LongAdder overlaps = new LongAdder();
  private final LongAdder clockJumps = new LongAdder();
  private final LongAdder restarts = new LongAdder();
  private volatile double rateHz;

  void took(long count) {
    samples.add(count);
  }

  void overran() {
    overruns.increment();
  }

  void overlapped(int count) {
    overlaps.add(count);
  }

  void jumped() {
    clockJumps.increment();
  }

  void restarted() {
    restarts.increment();
  }

  void rateHz(double measured) {
    rateHz = measured;
  }

  /** Of all channels together. */
  public long samples() {
    return samples.sum();
  }

  /** How often samples were lost before they came to us. */
  public long overruns() {
    return overruns.sum();
  }

  /** Samples that were dropped, for they are of a time that has samples already. */
  public long overlaps() {
    return overlaps.sum();
  }

  /** How often somebody set the clock. */
  public long clockJumps() {
    return clockJumps.sum();
  }

  /** How often the device was given up and tried again. */
  public long restarts() {
    return restarts.sum();
  }

  /** As measured; 0 for values that come when they come. */
  public double rateHz() {
    return rateHz;
  }
}
