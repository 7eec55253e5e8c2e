package io.omniedge.pdm.signal;

import java.util.Random;

/** Signals in closed form. */
final class Waves {
  private Waves() {}

  static double[] sine(int samples, double rateHz, double frequencyHz, double amplitude) {
    double[] wave = new double[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = amplitude * Math.sin(2 * Math.PI * frequencyHz * i / rateHz + 0.3);
    }
    return wave;
  }

  static double[] noise(int samples, double sigma, long seed) {
    Random random = new Random(seed);
    double[] wave = new double[samples];
    for (int i = 0; i < samples; i++) {
      wave[i] = sigma * random.nextGaussian();
    }
    return wave;
  }

  static double[] constant(int samples, double value) {
    double[] wave = new double[samples];
    java.util.Arrays.fill(wave, value);
    return wave;
  }

  static double[] sum(double[]... waves) {
    double[] sum = new double[waves[0].length];
    for (double[] wave : waves) {
      for (int i = 0; i < sum.length; i++) {
        sum[i] += wave[i];
      }
    }
    return sum;
  }

  /** A resonance struck {@code repetitionHz} times a second, which dies away in 1 ms. */
  static double[] struckResonance(
      int samples, double rateHz, double repetitionHz, double resonanceHz) {
    double[] wave = new double[samples];
    for (int i = 0; i < samples; i++) {
      double seconds = i / rateHz;
      double since = seconds - Math.floor(seconds * repetitionHz) / repetitionHz;
      wave[i] = Math.exp(-since / 1e-3) * Math.sin(2 * Math.PI * resonanceHz * since);
    }
    return wave;
  }
}
