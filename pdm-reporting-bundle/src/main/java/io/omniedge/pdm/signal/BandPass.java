package io.omniedge.pdm.signal;

/**
 * A band, and the filter that lets only it through: the lines outside are zero, so it delays
 * nothing and has no slope. At both ends of a block, for some multiples of one over its width, the
 * result rings.
 *
 * @param lowHz the first frequency that passes
 * @param highHz the last one
 */
public record BandPass(double lowHz, double highHz) {
  /** Refuses a band that is none. */
  public BandPass {
    if (!(lowHz >= 0 && highHz > lowHz && highHz < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(lowHz + " to " + highHz + " Hz is no band");
    }
  }

  /** Whether samples of that rate show all of the band. */
  public boolean isCoveredBy(double rateHz) {
    return highHz <= rateHz / 2;
  }

  /** What of the samples is in the band; its mean is removed. */
  public double[] apply(double[] samples, double rateHz) {
    double[] band = new double[samples.length];
    System.arraycopy(analytic(samples, rateHz)[0], 0, band, 0, band.length);
    return band;
  }

  /**
   * Envelope of what is in the band: the magnitude of the analytic signal, whose imaginary part is
   * the Hilbert transform of the real one.
   */
  public double[] envelope(double[] samples, double rateHz) {
    double[][] analytic = analytic(samples, rateHz);
    double[] envelope = new double[samples.length];
    for (int i = 0; i < envelope.length; i++) {
      double re = analytic[0][i];
      double im = analytic[1][i];
      envelope[i] = Math.sqrt(re * re + im * im);
    }
    return envelope;
  }

  /** Real and imaginary part; the arrays have room for the power of two above. */
  private double[][] analytic(double[] samples, double rateHz) {
    Fourier fourier = Fourier.atLeast(samples.length);
    int size = fourier.size();
    double mean = 0;
    for (double sample : samples) {
      mean += sample;
    }
    mean /= samples.length;
    double[] padded = new double[size];
    for (int i = 0; i < samples.length; i++) {
      padded[i] = samples[i] - mean;
    }
    double[] re = new double[size];
    double[] im = new double[size];
    fourier.real(padded, re, im);
    // A real signal's lines above half the rate mirror the ones below. Without the mirrors and with
    // the others doubled it is analytic; 0 Hz and half the rate have no mirror.
    for (int k = 0; k <= size / 2; k++) {
      double frequencyHz = k * rateHz / size;
      double gain = frequencyHz < lowHz || frequencyHz > highHz ? 0 : 2;
      if (k == 0 || k == size / 2) {
        gain /= 2;
      }
      re[k] *= gain;
      im[k] *= gain;
    }
    fourier.inverse(re, im);
    return new double[][] {re, im};
  }
}
