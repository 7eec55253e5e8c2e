package io.omniedge.pdm.prognosis;

import java.util.ArrayList;
import java.util.List;

/**
 * Several ways a trend may go on, each as likely as it explains what was: linear or exponential,
 * and wandering from not at all to mostly. Their mixture is wide where they disagree, which is
 * honest. Immutable.
 */
final class Extrapolation {
  /** Variance by which the level wanders from point to point, in units of the noise's. */
  private static final double[] WANDERINGS = {0, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};

  private final List<Way> ways = new ArrayList<>();
  private final double startMillis;
  private final double spanMillis;

  private record Way(DriftFit fit, double limit, double weight) {}

  /**
   * Fits all.
   *
   * @param millis rising, four points at least
   * @param values the feature then
   * @param center from which it left
   * @param spread of the feature while it was healthy
   * @param limit above the center
   */
  Extrapolation(double[] millis, double[] values, double center, double spread, double limit) {
    int n = millis.length;
    startMillis = millis[0];
    spanMillis = millis[n - 1] - startMillis;
    double[] times = new double[n];
    double[] linear = new double[n];
    double[] logs = new double[n];
    double[] even = new double[n];
    double[] relative = new double[n];
    double jacobian = 0;
    for (int i = 0; i < n; i++) {
      times[i] = (millis[i] - startMillis) / spanMillis;
      linear[i] = (values[i] - center) / spread;
      even[i] = 1;
      // Below one spread there is nothing to take the logarithm of.
      double risen = Math.max(linear[i], 1);
      logs[i] = Math.log(risen);
      jacobian -= logs[i];
      double around = Math.max(around(values, i, center) / spread, 1);
      relative[i] = 1 / (around * around); // var(log x) is about var(x) / x^2
    }
    double end = (limit - center) / spread;
    List<Way> all = new ArrayList<>();
    double best = Double.NEGATIVE_INFINITY;
    for (double wandering : WANDERINGS) {
      DriftFit straight = DriftFit.of(times, linear, even, wandering * n);
      // Late noise is what matters for what comes; early noise is large in logarithms.
      DriftFit exponential = DriftFit.of(times, logs, relative, wandering * n * relative[n - 1]);
      all.add(new Way(straight, end, straight.logLikelihood()));
      all.add(new Way(exponential, Math.log(end), exponential.logLikelihood() + jacobian));
    }
    for (Way way : all) {
      best = Math.max(best, way.weight);
    }
    double sum = 0;
    for (Way way : all) {
      sum += Math.exp(way.weight - best);
    }
    for (Way way : all) {
      ways.add(new Way(way.fit, way.limit, Math.exp(way.weight - best) / sum));
    }
  }

  /** The mean of a value and its neighbours, above the center. */
  private static double around(double[] values, int i, double center) {
    int from = Math.max(0, i - 2);
    int to = Math.min(values.length - 1, i + 2);
    double sum = 0;
    for (int j = from; j <= to; j++) {
      sum += values[j] - center;
    }
    return sum / (to - from + 1);
  }

  /** The probability that the limit is reached at that time. */
  double reached(double atMillis) {
    double later = (atMillis - startMillis) / spanMillis - 1;
    double sum = 0;
    for (Way way : ways) {
      sum += way.weight * way.fit.beyond(way.limit, later);
    }
    return sum;
  }

  /** The probability that it rises at all. */
  double rising() {
    double sum = 0;
    for (Way way : ways) {
      sum += way.weight * way.fit.rising();
    }
    return sum;
  }
}
