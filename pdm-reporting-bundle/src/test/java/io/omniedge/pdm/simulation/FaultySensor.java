package io.omniedge.pdm.simulation;

import java.util.Random;

/** Spoils samples as broken sensors do. */
final class FaultySensor {
  private final Random random;

  FaultySensor(Random random) {
    this.random = random;
  }

  void apply(SensorFault fault, double[] samples, double rateHz) {
    double rms = rms(samples);
    int n = samples.length;
    switch (fault) {
      case NONE, WRONG_RATE -> {
        // Nothing to do to the samples.
      }
      case FLAT -> java.util.Arrays.fill(samples, n / 3, n, samples[n / 3]);
      case CLIPPED -> {
        for (int i = 0; i < n; i++) {
          samples[i] *= SyntheticMachine.FULL_SCALE_G / (2 * rms);
        }
      }
      case BIAS -> {
        for (int i = 0; i < n; i++) {
          samples[i] += SyntheticMachine.FULL_SCALE_G / 2;
        }
      }
      case BIAS_DRIFT -> {
        for (int i = 0; i < n; i++) {
          samples[i] += 5 * rms * i / n;
        }
      }
      case SPIKES -> {
        for (int spike = 0; spike < 20; spike++) {
          double height = (0.3 + 0.6 * random.nextDouble()) * SyntheticMachine.FULL_SCALE_G;
          samples[random.nextInt(n)] = random.nextBoolean() ? height : -height;
        }
      }
      case LOOSE_CABLE -> {
        for (int at = 0; at < n; ) {
          at += (int) (rateHz * (0.05 + 0.2 * random.nextDouble()));
          int end = at + (int) (rateHz * (0.005 + 0.03 * random.nextDouble()));
          for (; at < Math.min(n, end); at++) {
            samples[at] *= 0.01;
          }
        }
      }
    }
  }

  private static double rms(double[] samples) {
    double squares = 0;
    for (double sample : samples) {
      squares += sample * sample;
    }
    return Math.sqrt(squares / samples.length);
  }
}
