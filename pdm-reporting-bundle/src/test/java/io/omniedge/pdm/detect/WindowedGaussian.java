package io.omniedge.pdm.detect;

import io.omniedge.pdm.statistics.Distribution;
import java.util.Arrays;

/**
 * The peer: the tail probability of a value under the Gaussian of the last 6,400, which move on by
 * a hundred at a time. The benchmark's own simple detector; its figures were chosen to be best
 * there.
 */
final class WindowedGaussian {
  private static final int WINDOW = 6_400;
  private static final int STEP = 100;

  private WindowedGaussian() {}

  static double[] scores(double[] values) {
    double[] scores = new double[values.length];
    double sum = 0;
    double squares = 0;
    double mean = 0;
    double deviation = 1;
    for (int i = 0; i < values.length; i++) {
      double z = Math.abs(values[i] - mean) / deviation;
      scores[i] = i == 0 ? 0 : Distribution.gaussian(z); // one minus the tail
      if (i < WINDOW) {
        sum += values[i];
        squares += values[i] * values[i];
        mean = sum / (i + 1);
        deviation = Math.sqrt(Math.max(squares / (i + 1) - mean * mean, 0));
      } else if ((i - WINDOW) % STEP == STEP - 1) {
        double[] window = Arrays.copyOfRange(values, i + 1 - WINDOW, i + 1);
        double middle = Arrays.stream(window).average().orElseThrow();
        double variance =
            Arrays.stream(window).map(x -> (x - middle) * (x - middle)).average().orElseThrow();
        mean = middle;
        deviation = Math.sqrt(variance);
      }
      deviation = deviation == 0 ? 1e-6 : deviation;
    }
    return scores;
  }
}
