package io.omniedge.pdm.source;

/** Samples of all channels of a source that were taken at the same moments, one after the other. */
public final class Burst {
  /** What a stamp tells. */
  public enum Stamp {
    /** The device or the kernel noted when the sample was taken. */
    TAKEN,
    /** The sample was there at this time: it was taken before, nobody knows how long. */
    ARRIVED
  }

  private final double[][] values;
  private final long stampNanos;
  private final Stamp stamp;
  private final boolean isAfterGap;

  /**
   * Takes the arrays, which nobody changes after.
   *
   * @param values by channel
   * @param stampNanos of the last one, on {@link PlantClock#monotonicNanos}
   * @param isAfterGap whether samples before these were lost
   */
  public Burst(double[][] values, long stampNanos, Stamp stamp, boolean isAfterGap) {
    for (double[] channel : values) {
      if (channel.length != values[0].length) {
        throw new IllegalArgumentException(channel.length + " samples, not " + values[0].length);
      }
    }
    this.values = values;
    this.stampNanos = stampNanos;
    this.stamp = stamp;
    this.isAfterGap = isAfterGap;
  }

  /** A single value of a single channel. */
  public static Burst single(double value, long stampNanos) {
    return new Burst(new double[][] {{value}}, stampNanos, Stamp.TAKEN, false);
  }

  /** Of each channel. */
  public int size() {
    return values.length == 0 ? 0 : values[0].length;
  }

  /** How many channels. */
  public int channels() {
    return values.length;
  }

  /** Those of a channel; not to be changed. */
  public double[] values(int channel) {
    return values[channel];
  }

  /** Of the last sample. */
  public long stampNanos() {
    return stampNanos;
  }

  /** What it tells. */
  public Stamp stamp() {
    return stamp;
  }

  /** Whether samples before these were lost. */
  public boolean isAfterGap() {
    return isAfterGap;
  }
}
