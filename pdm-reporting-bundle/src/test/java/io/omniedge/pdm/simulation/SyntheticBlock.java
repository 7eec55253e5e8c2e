package io.omniedge.pdm.simulation;

/** What the sensor gave, and what was stated beside it. */
public final class SyntheticBlock {
  private final double[] samples;
  private final double rateHz;
  private final double measuredRateHz;
  private final double startRpm;
  private final double endRpm;

  SyntheticBlock(
      double[] samples, double rateHz, double measuredRateHz, double startRpm, double endRpm) {
    this.samples = samples;
    this.rateHz = rateHz;
    this.measuredRateHz = measuredRateHz;
    this.startRpm = startRpm;
    this.endRpm = endRpm;
  }

  /** In g, quantized. */
  public double[] samples() {
    return samples;
  }

  /** As stated. */
  public double rateHz() {
    return rateHz;
  }

  /** As the times of the blocks tell. */
  public double measuredRateHz() {
    return measuredRateHz;
  }

  /** As a tachometer tells: the mean over the block. */
  public double speedRpm() {
    return (startRpm + endRpm) / 2;
  }

  /** The lowest speed while it was taken. */
  public double slowestRpm() {
    return Math.min(startRpm, endRpm);
  }

  /** The highest. */
  public double fastestRpm() {
    return Math.max(startRpm, endRpm);
  }
}
