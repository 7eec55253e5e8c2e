package io.omniedge.pdm.signal;

/**
 * A one-sided power spectrum by Welch's method: segments of equal length that overlap by half, the
 * mean of each removed, a Hann window, the mean of their powers. Never changes.
 *
 * <p>Two scalings of the same lines, of a signal in some unit U [Heinzel 2002, Spectrum and
 * spectral density estimation by the DFT]: {@link #density} in U²/Hz for noise, whose sum times the
 * resolution is the mean square of the signal; {@link #amplitude} in U for a sine, the peak of the
 * sine when it stands on a line and up to 15 % (1.42 dB) less between two.
 *
 * <p>Source: P. D. Welch, IEEE Trans. Audio Electroacoust. 15 (1967).
 */
public final class Spectrum {
  private final double rateHz;
  private final int length;
  private final int segments;
  private final double noiseBandwidthHz;
  private final double[] density;

  private Spectrum(
      double rateHz, int length, int segments, double noiseBandwidthHz, double[] density) {
    this.rateHz = rateHz;
    this.length = length;
    this.segments = segments;
    this.noiseBandwidthHz = noiseBandwidthHz;
    this.density = density;
  }

  /**
   * Computes one.
   *
   * @param samples at least {@code length}; what is left over at the end is not looked at
   * @param length of a segment, a power of two, at least 4
   */
  public static Spectrum welch(double[] samples, double rateHz, int length) {
    Fourier fourier = Fourier.ofSize(length);
    if (samples.length < length || !(rateHz > 0)) {
      throw new IllegalArgumentException(
          samples.length + " samples at " + rateHz + " Hz for segments of " + length);
    }
    double[] window = hann(length);
    double[] segment = new double[length];
    double[] re = new double[length / 2 + 1];
    double[] im = new double[length / 2 + 1];
    double[] density = new double[length / 2 + 1];
    int step = length / 2;
    int segments = (samples.length - length) / step + 1;
    for (int s = 0; s < segments; s++) {
      windowed(samples, s * step, window, segment);
      fourier.real(segment, re, im);
      for (int k = 0; k <= length / 2; k++) {
        density[k] += re[k] * re[k] + im[k] * im[k];
      }
    }
    double sum = 0;
    double squares = 0;
    for (double w : window) {
      sum += w;
      squares += w * w;
    }
    for (int k = 0; k <= length / 2; k++) {
      // The line at 0 Hz and the one at half the rate have no mirror whose power they carry.
      double sides = k == 0 || k == length / 2 ? 1 : 2;
      density[k] *= sides / (segments * rateHz * squares);
    }
    return new Spectrum(rateHz, length, segments, rateHz * squares / (sum * sum), density);
  }

  /**
   * The length of segments that resolves this: the smallest power of two whose lines are no farther
   * apart.
   */
  public static int lengthFor(double rateHz, double resolutionHz) {
    double lines = Math.ceil(rateHz / resolutionHz);
    return lines >= 1 << Fourier.MAX_LOG2
        ? 1 << Fourier.MAX_LOG2
        : Fourier.atLeast((int) lines).size();
  }

  private static void windowed(double[] samples, int from, double[] window, double[] segment) {
    double mean = 0;
    for (int i = 0; i < segment.length; i++) {
      mean += samples[from + i];
    }
    mean /= segment.length;
    for (int i = 0; i < segment.length; i++) {
      segment[i] = (samples[from + i] - mean) * window[i];
    }
  }

  /** The periodic form, whose first zero is the only one. */
  private static double[] hann(int length) {
    double[] window = new double[length];
    for (int i = 0; i < length; i++) {
      window[i] = 0.5 - 0.5 * Math.cos(2 * Math.PI * i / length);
    }
    return window;
  }

  /** How many lines, from 0 Hz to half the rate. */
  public int lines() {
    return density.length;
  }

  /** From line to line. */
  public double resolutionHz() {
    return rateHz / length;
  }

  /** Of how many segments it is the mean. */
  public int segments() {
    return segments;
  }

  /** Where a line is. */
  public double frequencyHz(int line) {
    return line * rateHz / length;
  }

  /** The line nearest to this, or the last one. */
  public int lineAt(double frequencyHz) {
    return (int) Math.min(lines() - 1, Math.max(0, Math.round(frequencyHz / resolutionHz())));
  }

  /** Power density at a line, U²/Hz. */
  public double density(int line) {
    return density[line];
  }

  /** The peak of the sine that would make this line, U. */
  public double amplitude(int line) {
    return Math.sqrt(2 * density[line] * noiseBandwidthHz);
  }

  /**
   * The largest amplitude of the lines within a tolerance of a frequency, U.
   *
   * @return 0 if the frequency is beyond half the rate
   */
  public double peakAmplitude(double frequencyHz, double toleranceHz) {
    int last =
        (int) Math.min(lines() - 1, Math.floor((frequencyHz + toleranceHz) / resolutionHz()));
    double most = 0;
    for (int k = (int) Math.max(1, Math.ceil((frequencyHz - toleranceHz) / resolutionHz()));
        k <= last;
        k++) {
      most = Math.max(most, density[k]);
    }
    return Math.sqrt(2 * most * noiseBandwidthHz);
  }

  /** The root of the mean square of what is in a band, U; both ends belong to it. */
  public double rmsBetween(double lowHz, double highHz) {
    double sum = 0;
    for (int k = firstLine(lowHz); k <= lastLine(highHz); k++) {
      sum += density[k];
    }
    return Math.sqrt(sum * resolutionHz());
  }

  /** As {@link #rmsBetween}, of the integral over time of the signal, U s. */
  double integralRmsBetween(double lowHz, double highHz) {
    double sum = 0;
    for (int k = Math.max(1, firstLine(lowHz)); k <= lastLine(highHz); k++) {
      double omega = 2 * Math.PI * frequencyHz(k);
      sum += density[k] / (omega * omega);
    }
    return Math.sqrt(sum * resolutionHz());
  }

  private int firstLine(double lowHz) {
    return (int) Math.ceil(lowHz / resolutionHz() - 1e-9);
  }

  private int lastLine(double highHz) {
    return (int) Math.min(lines() - 1, Math.floor(highHz / resolutionHz() + 1e-9));
  }
}
