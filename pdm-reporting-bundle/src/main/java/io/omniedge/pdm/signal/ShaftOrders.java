package io.omniedge.pdm.signal;

/**
 * Amplitudes, as the peak of a sine in the unit of the samples, where unbalance (1x), misalignment
 * (2x, 3x) and the magnetic field of a motor (twice the line frequency) are seen. NaN where the
 * block does not tell: the frequency is above half the rate, or so near to another of them that the
 * block is too short to part them.
 *
 * @param first at the frequency of the shaft
 * @param second at twice that
 * @param third at three times that
 * @param twiceLine at twice the line frequency
 */
public record ShaftOrders(double first, double second, double third, double twiceLine) {
  /** As far as the speed of a machine on a fixed supply is known to be off. */
  private static final double SPEED_TOLERANCE = 0.01;

  /** The main lobe of the Hann window. */
  private static final double LOBE_LINES = 2;

  /**
   * Reads them off a spectrum.
   *
   * @param shaftHz revolutions per second
   * @param lineHz of the electricity, 50 or 60
   */
  public static ShaftOrders of(Spectrum spectrum, double shaftHz, double lineHz) {
    return new ShaftOrders(
        order(spectrum, shaftHz, 1),
        order(spectrum, shaftHz, 2),
        order(spectrum, shaftHz, 3),
        twiceLine(spectrum, shaftHz, lineHz));
  }

  private static double order(Spectrum spectrum, double shaftHz, int order) {
    double atHz = order * shaftHz;
    double lobeHz = LOBE_LINES * spectrum.resolutionHz();
    double toleranceHz = Math.max(SPEED_TOLERANCE * atHz, lobeHz / 2);
    return shaftHz < 2 * lobeHz || !isShown(spectrum, atHz)
        ? Double.NaN
        : spectrum.peakAmplitude(atHz, toleranceHz);
  }

  private static double twiceLine(Spectrum spectrum, double shaftHz, double lineHz) {
    double atHz = 2 * lineHz;
    double lobeHz = LOBE_LINES * spectrum.resolutionHz();
    double toNearestOrderHz = Math.abs(atHz - shaftHz * Math.rint(atHz / shaftHz));
    return toNearestOrderHz < lobeHz || !isShown(spectrum, atHz)
        ? Double.NaN
        : spectrum.peakAmplitude(atHz, spectrum.resolutionHz());
  }

  private static boolean isShown(Spectrum spectrum, double frequencyHz) {
    return frequencyHz < spectrum.frequencyHz(spectrum.lines() - 1);
  }
}
