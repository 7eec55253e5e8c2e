package io.omniedge.pdm.statistics;

import java.util.Arrays;

/**
 * Middle and spread of values of which up to half may be anything. Any thread.
 *
 * <p>Source: Rousseeuw and Croux, Alternatives to the Median Absolute Deviation, 1993.
 */
public final class Robust {
  /** Makes the median absolute deviation of Gaussian values their standard deviation: 1/Φ⁻¹(¾). */
  private static final double GAUSSIAN = 1.482602218505602;

  private Robust() {}

  /**
   * The median.
   *
   * @param values one at least, finite; left as they are
   */
  public static double median(double... values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("the median of nothing");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1
        ? sorted[middle]
        : sorted[middle - 1] / 2 + sorted[middle] / 2; // each halved: their sum could overflow
  }

  /** The median absolute deviation from that center, as a standard deviation. */
  public static double spread(double center, double... values) {
    double[] deviations = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      deviations[i] = Math.abs(values[i] - center);
    }
    return GAUSSIAN * median(deviations);
  }
}
