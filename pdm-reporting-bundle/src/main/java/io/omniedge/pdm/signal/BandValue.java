package io.omniedge.pdm.signal;

/**
 * A value of a band of frequencies, or why there is none.
 *
 * @param coverage what the block shows of the band
 * @param value NaN unless the band is covered
 */
public record BandValue(Coverage coverage, double value) {
  /** What a block shows of a band. */
  public enum Coverage {
    COVERED,
    /** Band not covered: it ends above what the sample rate can show. */
    RATE_TOO_LOW,
    /** Band not covered: the block has too few periods of its lowest frequency. */
    BLOCK_TOO_SHORT
  }

  /** Periods of the lowest frequency in a block; fewer lines than this are no integral. */
  private static final int PERIODS = 10;

  /** Two periods of a rate for one of a signal are the theorem; sensors roll off before. */
  private static final double RATE_MARGIN = 2.0;

  static BandValue covered(double value) {
    return new BandValue(Coverage.COVERED, value);
  }

  static BandValue missing(Coverage coverage) {
    return new BandValue(coverage, Double.NaN);
  }

  /** Whether there is a value. */
  public boolean isCovered() {
    return coverage == Coverage.COVERED;
  }

  static Coverage coverage(int samples, double rateHz, double lowHz, double highHz) {
    if (rateHz < RATE_MARGIN * highHz) {
      return Coverage.RATE_TOO_LOW;
    }
    return samples < PERIODS * rateHz / lowHz ? Coverage.BLOCK_TOO_SHORT : Coverage.COVERED;
  }
}
