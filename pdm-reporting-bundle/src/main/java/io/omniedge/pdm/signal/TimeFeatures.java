package io.omniedge.pdm.signal;

/**
 * What is seen of a block without looking at frequencies. All but the mean are of the signal
 * without its mean, since an accelerometer that measures 0 Hz shows gravity and its own bias.
 *
 * <p>With x for a sample less the mean: moments are means over the block, not corrected for its
 * length, which is thousands. What divides by zero for a signal that never changes is NaN.
 *
 * @param mean in the unit of the samples, as are the next three
 * @param rms the root of the mean of x²
 * @param peak the largest |x|
 * @param peakToPeak the largest sample less the smallest
 * @param crest peak / rms; of a sine 1.414
 * @param kurtosis the mean of x⁴ / rms⁴; of Gaussian noise 3, of a sine 1.5
 * @param skewness the mean of x³ / rms³
 * @param shape rms / the mean of |x|; of a sine 1.111
 * @param impulse peak / the mean of |x|
 */
public record TimeFeatures(
    double mean,
    double rms,
    double peak,
    double peakToPeak,
    double crest,
    double kurtosis,
    double skewness,
    double shape,
    double impulse) {

  /**
   * Computes them.
   *
   * @param samples at least one, all finite
   */
  public static TimeFeatures of(double[] samples) {
    if (samples.length == 0) {
      throw new IllegalArgumentException("no samples");
    }
    double sum = 0;
    double least = samples[0];
    double most = samples[0];
    for (double sample : samples) {
      sum += sample;
      least = Math.min(least, sample);
      most = Math.max(most, sample);
    }
    double mean = sum / samples.length;
    if (least == most) {
      // The mean may be off by a rounding error, of which the moments would be.
      double none = Double.NaN;
      return new TimeFeatures(least, 0, 0, 0, none, none, none, none, none);
    }
    double absolute = 0;
    double squares = 0;
    double cubes = 0;
    double fourths = 0;
    for (double sample : samples) {
      double x = sample - mean;
      double square = x * x;
      absolute += Math.abs(x);
      squares += square;
      cubes += square * x;
      fourths += square * square;
    }
    int n = samples.length;
    double variance = squares / n;
    double rms = Math.sqrt(variance);
    double peak = Math.max(most - mean, mean - least);
    return new TimeFeatures(
        mean,
        rms,
        peak,
        most - least,
        peak / rms,
        fourths / n / (variance * variance),
        cubes / n / (variance * rms),
        rms / (absolute / n),
        peak / (absolute / n));
  }
}
