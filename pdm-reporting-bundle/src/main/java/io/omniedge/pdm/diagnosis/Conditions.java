package io.omniedge.pdm.diagnosis;

import io.omniedge.pdm.machine.BearingTones;
import io.omniedge.pdm.signal.BandPass;

/**
 * What must be known of a machine while a block was taken, for a diagnosis.
 *
 * @param shaftHz revolutions per second
 * @param lineHz of the electricity; 0 where there is none
 * @param bearing its fault tones
 * @param band in which the housing rings
 * @param baselineRms {@link Diagnosis#bandRms} of the same sensor and band while the machine was
 *     known to be good, in the same state; NaN without one
 */
public record Conditions(
    double shaftHz, double lineHz, BearingTones bearing, BandPass band, double baselineRms) {
  /** Where housings of machines up to some hundred kilowatts ring; a rate of 10 kHz covers it. */
  public static final BandPass DEFAULT_BAND = new BandPass(2_000, 5_000);

  /** Refuses a machine that stands still: its quality gate should have. */
  public Conditions {
    if (!(shaftHz > 0 && shaftHz < Double.POSITIVE_INFINITY) || !(lineHz >= 0)) {
      throw new IllegalArgumentException(
          "a shaft at " + shaftHz + " Hz, electricity at " + lineHz + " Hz");
    }
  }

  /** With the default band and without a baseline. */
  public static Conditions of(double shaftHz, double lineHz, BearingTones bearing) {
    return new Conditions(shaftHz, lineHz, bearing, DEFAULT_BAND, Double.NaN);
  }

  /** The same in another band. */
  public Conditions in(BandPass other) {
    return new Conditions(shaftHz, lineHz, bearing, other, baselineRms);
  }

  /** The same with a baseline. */
  public Conditions against(double otherRms) {
    return new Conditions(shaftHz, lineHz, bearing, band, otherRms);
  }
}
