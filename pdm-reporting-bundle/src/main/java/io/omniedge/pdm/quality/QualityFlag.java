package io.omniedge.pdm.quality;

/** What is wrong with a block; the measured value beside a flag is what its comment names. */
public enum QualityFlag {
  /** The mean, in the unit of the samples, is beyond the limit: of a sensor more than gravity. */
  BIAS(false),
  /** The mean wanders, by this many times the RMS around it. */
  BIAS_DRIFT(false),
  /** This share of the samples is at the end of the range. */
  CLIPPED(true),
  /** This share of the samples is in stretches where nothing changes. */
  FLAT(true),
  /** So many single samples stand out that nothing mechanical could have moved so fast. */
  SPIKES(true),
  /** In this share of the time the signal is nearly gone: a contact comes and goes. */
  DROPOUTS(true),
  /**
   * The rate that was measured, in Hz, is not the one that was stated: tones would be elsewhere.
   */
  WRONG_RATE(true),
  /** Nobody knows the speed; the value is NaN. */
  SPEED_UNKNOWN(true),
  /** While the block was taken the speed changed by this share: tones are smeared into nothing. */
  SPEED_UNSTEADY(true),
  /** The machine stands still or nearly: its speed in rpm, or its RMS where that was the sign. */
  NOT_RUNNING(true);

  private final boolean unusable;

  QualityFlag(boolean unusable) {
    this.unusable = unusable;
  }

  /**
   * Whether there may be no verdict on such a block. A bias is no obstacle: every feature leaves
   * out the mean, velocity starts above its drift; it is a reason to look at the sensor.
   */
  public boolean isUnusable() {
    return unusable;
  }
}
