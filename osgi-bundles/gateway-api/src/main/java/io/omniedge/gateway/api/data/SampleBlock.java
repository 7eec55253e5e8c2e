package io.omniedge.gateway.api.data;

import java.util.Arrays;

/** Consecutive samples of one source at one rate. Immutable. */
public final class SampleBlock {
  private final String source;
  private final long firstNanos;
  private final double rateHz;
  private final double[] values;

  /**
   * Copies the values.
   *
   * @param source name of a channel or point, {@code pump-1/x}
   * @param firstNanos when the first one was taken, nanoseconds since 1970
   * @param rateHz samples a second; 0 for a single value that comes when it comes
   * @param values in the unit of the source
   */
  public SampleBlock(String source, long firstNanos, double rateHz, double[] values) {
    if (!(rateHz >= 0) || Double.isInfinite(rateHz) || (rateHz == 0 && values.length > 1)) {
      throw new IllegalArgumentException(values.length + " samples at " + rateHz + " Hz");
    }
    this.source = source;
    this.firstNanos = firstNanos;
    this.rateHz = rateHz;
    this.values = values.clone();
  }

  /** Name of the channel or point. */
  public String source() {
    return source;
  }

  /** When the first one was taken, nanoseconds since 1970. */
  public long firstNanos() {
    return firstNanos;
  }

  /** Samples a second; 0 for a single value. */
  public double rateHz() {
    return rateHz;
  }

  /** How many there are. */
  public int size() {
    return values.length;
  }

  /** One of them. */
  public double value(int index) {
    return values[index];
  }

  /** When one of them was taken, nanoseconds since 1970. */
  public long nanos(int index) {
    return rateHz == 0 ? firstNanos : firstNanos + (long) (index * 1e9 / rateHz);
  }

  /** A copy of all. */
  public double[] values() {
    return values.clone();
  }

  @Override
  public String toString() {
    return source + " " + firstNanos + " " + rateHz + " Hz " + Arrays.toString(values);
  }
}
