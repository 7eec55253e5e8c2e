package io.omniedge.pdm.signal;

/**
 * Looks for the band in which a signal is most impulsive: the highest spectral kurtosis among bands
 * that halve from a quarter of the rate to a thirty-second and overlap by half, lest a resonance
 * lie on the edge of two. The kurtosis of the complex envelope is mean |c|⁴ / (mean |c|²)² − 2; of
 * Gaussian noise 0.
 *
 * <p>Coarser than the kurtogram of the source: no bands of a third of an octave, and blocks instead
 * of filters. Enough to choose a band for an envelope; no finding by itself.
 *
 * <p>Source: J. Antoni, Fast computation of the kurtogram, Mech. Syst. Signal Process. 21 (2007).
 *
 * @param band the one found
 * @param kurtosis in it
 */
public record Kurtogram(BandPass band, double kurtosis) {
  private static final int WIDEST = 2;
  private static final int NARROWEST = 5;

  /** Bands at 0 Hz hold shaft orders, not resonances, and one impulse of a handling is no fault. */
  private static final double LOWEST_HZ = 500;

  /**
   * Finds it.
   *
   * @param samples at least 1,024
   * @param rateHz above 2 kHz
   * @param leastWidthHz narrower bands are left out: an envelope changes no faster than its band is
   *     wide, so three times the highest fault tone is a good one
   */
  public static Kurtogram of(double[] samples, double rateHz, double leastWidthHz) {
    if (samples.length < 1_024 || !(rateHz > 4 * LOWEST_HZ)) {
      throw new IllegalArgumentException(samples.length + " samples at " + rateHz + " Hz");
    }
    // A power of two of samples: the zeros that would fill it up were an impulse themselves.
    Fourier fourier = Fourier.ofSize(Integer.highestOneBit(samples.length));
    int size = fourier.size();
    double[] block = new double[size];
    System.arraycopy(samples, 0, block, 0, size);
    double[] re = new double[size / 2 + 1];
    double[] im = new double[size / 2 + 1];
    fourier.real(block, re, im);
    BandPass best = new BandPass(LOWEST_HZ, rateHz / 2);
    double most = Double.NEGATIVE_INFINITY;
    for (int level = WIDEST; level <= NARROWEST; level++) {
      int width = (size / 2) >> (level - 1);
      double widthHz = width * rateHz / size;
      if (widthHz < leastWidthHz && level > WIDEST) {
        break;
      }
      for (int at = 0; at + width <= size / 2; at += width / 2) {
        double lowHz = at * rateHz / size;
        if (lowHz < LOWEST_HZ) {
          continue;
        }
        double kurtosis = kurtosis(re, im, at, width);
        if (kurtosis > most) {
          most = kurtosis;
          best = new BandPass(lowHz, lowHz + widthHz);
        }
      }
    }
    return new Kurtogram(best, most);
  }

  /** Of the lines from {@code at} on, moved down to 0 Hz, as a signal of that lower rate. */
  private static double kurtosis(double[] re, double[] im, int at, int width) {
    double[] bandRe = new double[width];
    double[] bandIm = new double[width];
    System.arraycopy(re, at, bandRe, 0, width);
    System.arraycopy(im, at, bandIm, 0, width);
    Fourier.ofSize(width).inverse(bandRe, bandIm);
    double squares = 0;
    double fourths = 0;
    for (int i = 0; i < width; i++) {
      double square = bandRe[i] * bandRe[i] + bandIm[i] * bandIm[i];
      squares += square;
      fourths += square * square;
    }
    return squares == 0 ? 0 : fourths * width / (squares * squares) - 2;
  }
}
