package io.omniedge.pdm.statistics;

import java.util.function.DoubleUnaryOperator;

/**
 * Distribution functions to about 1e-11, and their inverses to 1e-7. Any thread.
 *
 * <p>Source: NIST Digital Library of Mathematical Functions 5.11, 7.6, 8.17.
 */
public final class Distribution {
  private static final double TINY = 1e-300;

  private Distribution() {}

  /** The part of Gaussian values of mean 0 and deviation 1 that are below. */
  public static double gaussian(double z) {
    if (Math.abs(z) > 8) {
      return z > 0 ? 1 : 0; // what is left is less than 1e-15
    }
    double term = z;
    double sum = z;
    for (int odd = 3; Math.abs(term) > 1e-17 * Math.abs(sum); odd += 2) {
      term *= z * z / odd;
      sum += term;
    }
    return 0.5 + sum * Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
  }

  /** The value that the part p of Gaussian values are below, 0 &lt; p &lt; 1. */
  public static double gaussianQuantile(double p) {
    return inverse(Distribution::gaussian, inside(p), -8, 8);
  }

  /** The part of Student's t values that are below. */
  public static double student(double t, double freedom) {
    double within = beta(t * t / (freedom + t * t), 0.5, freedom / 2); // of -|t| to |t|
    return 0.5 + Math.copySign(within / 2, t);
  }

  /** The value that the part p of Student's t values are below, 0 &lt; p &lt; 1. */
  public static double studentQuantile(double p, double freedom) {
    return inverse(t -> student(t, freedom), inside(p), -1e6, 1e6);
  }

  /** The value that the part p of Fisher's F values are below, 0 &lt; p &lt; 1. */
  public static double fisherQuantile(double p, double freedom1, double freedom2) {
    return inverse(
        f -> beta(freedom1 * f / (freedom1 * f + freedom2), freedom1 / 2, freedom2 / 2),
        inside(p),
        0,
        1e6);
  }

  /** The regularised incomplete beta function [DLMF 8.17.22], by Lentz's method. */
  static double beta(double x, double a, double b) {
    if (x <= 0 || x >= 1) {
      return x <= 0 ? 0 : 1;
    }
    if (x > (a + 1) / (a + b + 2)) {
      return 1 - beta(1 - x, b, a); // there the fraction converges quickly
    }
    double front =
        Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b))
            / a;
    double f = 1;
    double c = 1;
    double d = 0;
    for (int step = 0; step < 10_000; step++) {
      int m = step / 2;
      double numerator;
      if (step == 0) {
        numerator = 1;
      } else if (step % 2 == 0) {
        numerator = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
      } else {
        numerator = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
      }
      d = away(1 + numerator * d);
      d = 1 / d;
      c = away(1 + numerator / c);
      f *= c * d;
      if (Math.abs(1 - c * d) < 1e-15) {
        break;
      }
    }
    return front * (f - 1);
  }

  private static double away(double value) {
    return Math.abs(value) < TINY ? TINY : value;
  }

  /** The logarithm of the gamma function for x &gt; 0 [DLMF 5.11.1], from x + 1 up to 10. */
  static double logGamma(double x) {
    double shift = 0;
    double y = x;
    for (; y < 10; y++) {
      shift += Math.log(y);
    }
    double square = 1 / (y * y);
    double series = (1.0 / 12 - square * (1.0 / 360 - square * (1.0 / 1260 - square / 1680))) / y;
    return (y - 0.5) * Math.log(y) - y + Math.log(2 * Math.PI) / 2 + series - shift;
  }

  private static double inside(double p) {
    if (!(p > 0 && p < 1)) {
      throw new IllegalArgumentException("a part of " + p + " is not between 0 and 1");
    }
    return p;
  }

  private static double inverse(DoubleUnaryOperator rising, double p, double from, double to) {
    double low = from;
    double high = to;
    for (int i = 0; i < 100 && high > low; i++) {
      double middle = (low + high) / 2;
      if (rising.applyAsDouble(middle) < p) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return (low + high) / 2;
  }
}
