package io.omniedge.pdm.signal;

import io.omniedge.pdm.signal.BandValue.Coverage;

/**
 * RMS of the acceleration in the bands where bearings, gears and a lack of lubricant are heard, in
 * the unit of the samples. A band that ends above half the rate is not covered.
 *
 * @param low 0.5 to 2 kHz
 * @param middle 2 to 5 kHz
 * @param high 5 to 10 kHz
 */
public record BandLevels(BandValue low, BandValue middle, BandValue high) {
  private static final double[] EDGES_HZ = {500, 2_000, 5_000, 10_000};

  /** Lines this far apart cut a band at its edges to one percent of its width. */
  private static final double RESOLUTION_HZ = 10;

  /** Computes them. */
  public static BandLevels of(double[] samples, double rateHz) {
    int length = Spectrum.lengthFor(rateHz, RESOLUTION_HZ);
    length = Math.min(length, Integer.highestOneBit(samples.length));
    BandValue[] values = new BandValue[EDGES_HZ.length - 1];
    Spectrum spectrum = null;
    for (int i = 0; i < values.length; i++) {
      Coverage coverage = BandValue.coverage(samples.length, rateHz, EDGES_HZ[i], EDGES_HZ[i + 1]);
      if (coverage != Coverage.COVERED) {
        values[i] = BandValue.missing(coverage);
        continue;
      }
      if (spectrum == null) {
        spectrum = Spectrum.welch(samples, rateHz, length);
      }
      values[i] = BandValue.covered(spectrum.rmsBetween(EDGES_HZ[i], EDGES_HZ[i + 1]));
    }
    return new BandLevels(values[0], values[1], values[2]);
  }
}
