package io.omniedge.pdm.prognosis;

import io.omniedge.pdm.statistics.Distribution;

/**
 * A Wiener process with drift that is seen through noise: the level wanders, the drift is constant,
 * both unknown. Fitted by a Kalman filter, which for this is least squares with the right weights.
 * Immutable.
 *
 * <p>Source: Durbin and Koopman, Time Series Analysis by State Space Methods, 2012, 2.9 (likelihood
 * without the scale) and 3.2 (local linear trend); Si and others, Remaining Useful Life Estimation,
 * 2011, on Wiener processes.
 */
final class DriftFit {
  /**
   * No opinion about level and drift: in units of the noise's variance, which times are scaled to.
   */
  private static final double DIFFUSE = 1e7;

  private final double level;
  private final double drift;

  /** Variances and covariance of level and drift at the last point, in units of the noise's. */
  private final double levelVariance;

  private final double covariance;
  private final double driftVariance;
  private final double wandering;

  /** The noise's variance. */
  private final double scale;

  private final int freedom;
  private final double logLikelihood;

  private DriftFit(
      double[] state, double wandering, double scale, int freedom, double logLikelihood) {
    level = state[0];
    drift = state[1];
    levelVariance = state[2];
    covariance = state[3];
    driftVariance = state[4];
    this.wandering = wandering;
    this.scale = scale;
    this.freedom = freedom;
    this.logLikelihood = logLikelihood;
  }

  /**
   * Fits.
   *
   * @param times rising, of about 0 to 1
   * @param values at these, four at least
   * @param noise the relative variance of each value
   * @param wandering the variance of the level in a unit of time, in units of the noise's
   */
  static DriftFit of(double[] times, double[] values, double[] noise, double wandering) {
    double level = values[0];
    double drift = 0;
    double p11 = DIFFUSE;
    double p12 = 0;
    double p22 = DIFFUSE;
    double squares = 0;
    double logs = 0;
    for (int i = 0; i < times.length; i++) {
      double step = i == 0 ? 0 : times[i] - times[i - 1];
      // x <- x + b dt; P <- F P F' + Q
      level += drift * step;
      p11 += step * (2 * p12 + step * p22) + wandering * step;
      p12 += step * p22;
      // S = P11 + R; K = P H' / S
      double s = p11 + noise[i];
      double k1 = p11 / s;
      double k2 = p12 / s;
      double error = values[i] - level;
      level += k1 * error;
      drift += k2 * error;
      p22 -= k2 * p12;
      p12 -= k1 * p12;
      p11 -= k1 * p11;
      if (i >= 2) { // the first two only tell level and drift
        squares += error * error / s;
        logs += Math.log(s);
      }
    }
    int freedom = times.length - 2;
    double scale = Math.max(squares / freedom, 1e-30);
    double logLikelihood = -(freedom * Math.log(scale) + logs) / 2;
    return new DriftFit(
        new double[] {level, drift, p11, p12, p22}, wandering, scale, freedom, logLikelihood);
  }

  double logLikelihood() {
    return logLikelihood;
  }

  /** The probability that the level is at the limit or beyond it that much time after the last. */
  double beyond(double limit, double later) {
    double mean = level + drift * later;
    double variance = levelVariance + later * (2 * covariance + later * driftVariance + wandering);
    return Distribution.student(
        (mean - limit) / Math.sqrt(Math.max(scale * variance, 1e-300)), freedom);
  }

  /** The probability that it drifts upwards. */
  double rising() {
    return Distribution.student(
        drift / Math.sqrt(Math.max(scale * driftVariance, 1e-300)), freedom);
  }
}
