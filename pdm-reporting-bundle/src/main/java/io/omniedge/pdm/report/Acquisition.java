package io.omniedge.pdm.report;

import io.omniedge.pdm.store.ClockQuality;

/**
 * How a block was taken.
 *
 * @param rateHz as the source states it
 * @param measuredRateHz by the times of the blocks; NaN if nobody measured it
 * @param rangeG the largest sample that the sensor can give, in g; NaN if not known
 * @param bits of a sample; 0 if not known
 * @param clock how far the time of the block can be trusted
 */
public record Acquisition(
    double rateHz, double measuredRateHz, double rangeG, int bits, ClockQuality clock) {
  /**
   * Checks.
   *
   * @throws IllegalArgumentException with the reason
   */
  public Acquisition {
    if (!(rateHz > 0 && rateHz <= 10e6)) {
      throw new IllegalArgumentException("a rate of " + rateHz + " Hz");
    }
    if (rangeG <= 0 || bits < 0 || bits > 64) {
      throw new IllegalArgumentException("a range of " + rangeG + " g in " + bits + " bits");
    }
  }

  /** Of samples of which only the rate is known. */
  public static Acquisition of(double rateHz, ClockQuality clock) {
    return new Acquisition(rateHz, Double.NaN, Double.NaN, 0, clock);
  }
}
