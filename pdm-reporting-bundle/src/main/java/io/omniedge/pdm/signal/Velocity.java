package io.omniedge.pdm.signal;

import io.omniedge.pdm.signal.BandValue.Coverage;

/**
 * Vibration velocity as ISO 20816 judges it, from acceleration.
 *
 * <p>Integrated line by line in a {@link Spectrum}, where the band-pass is the choice of lines: a
 * line of acceleration divided by 2 pi f is one of velocity. The Hann window keeps bias and its
 * drift, which the division would enlarge most, out of the band.
 */
public final class Velocity {
  /** From here on a machine turns fast enough for the band from 10 Hz [ISO 20816-1]. */
  public static final double SLOW_BELOW_RPM = 600;

  /**
   * Lower rates do not cover 1,000 Hz: the anti-aliasing filter of a converter starts near 0.4 of
   * its rate.
   */
  public static final double LEAST_RATE_HZ = 2_500;

  /** By definition of the third CGPM, in m/s². */
  static final double STANDARD_GRAVITY = 9.80665;

  private static final double HIGH_HZ = 1_000;

  /** Ten lines below the first one of the band are room for what leaks from 0 Hz. */
  private static final double LINES_BELOW_BAND = 10;

  private Velocity() {}

  /** The lowest frequency of the band for a machine of that speed. */
  public static double lowHz(double speedRpm) {
    return speedRpm < SLOW_BELOW_RPM ? 2 : 10;
  }

  /**
   * RMS of the velocity from 10 to 1,000 Hz in mm/s; from 2 Hz below 600 rpm.
   *
   * @param accelerationG in standard gravities; a second at least, five for a slow machine
   * @param speedRpm of the shaft
   */
  public static BandValue rmsMmPerS(double[] accelerationG, double rateHz, double speedRpm) {
    double lowHz = lowHz(speedRpm);
    if (rateHz < LEAST_RATE_HZ) {
      return BandValue.missing(Coverage.RATE_TOO_LOW);
    }
    Coverage coverage = BandValue.coverage(accelerationG.length, rateHz, lowHz, HIGH_HZ);
    if (coverage != Coverage.COVERED) {
      return BandValue.missing(coverage);
    }
    int length = Spectrum.lengthFor(rateHz, lowHz / LINES_BELOW_BAND);
    length = Math.min(length, Integer.highestOneBit(accelerationG.length));
    Spectrum spectrum = Spectrum.welch(accelerationG, rateHz, length);
    double rmsGSeconds = spectrum.integralRmsBetween(lowHz, HIGH_HZ);
    return BandValue.covered(rmsGSeconds * STANDARD_GRAVITY * 1_000);
  }
}
