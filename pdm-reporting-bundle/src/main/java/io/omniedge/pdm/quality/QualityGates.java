package io.omniedge.pdm.quality;

import io.omniedge.pdm.signal.TimeFeatures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Looks at a block of samples of one sensor before anybody draws conclusions. Safe from any thread.
 *
 * @param fullScale the largest sample that the sensor can give, in its unit; NaN if not known
 * @param biasLimit a larger mean, to either side, is flagged
 * @param standstillRms below this RMS the machine stands still, for one without a speed sensor; 0
 *     if that is not to be judged
 * @param nominalRpm of the machine
 */
public record QualityGates(
    double fullScale, double biasLimit, double standstillRms, double nominalRpm) {
  /** Converters reach the last steps of their range rarely: a hair below it counts too. */
  private static final double NEAR_FULL_SCALE = 0.999;

  /** A single touch of the end of the range changes no feature; one in ten thousand does. */
  private static final double CLIPPED_SHARE = 1e-4;

  /** Equal samples in a row that noise of even half a step of a converter does not give. */
  private static final int FLAT_RUN = 32;

  private static final double FLAT_SHARE = 0.01;

  /** Pieces of a block whose means are compared. */
  private static final int PIECES = 8;

  /** A wander of the mean by half of the vibration's own RMS is none of a running machine. */
  private static final double DRIFT_LIMIT = 0.5;

  /** Standard deviations, estimated robustly; 1e-15 of Gaussian samples are beyond. */
  private static final double SPIKE_SIGMAS = 8;

  /** A fault of a bearing rings: of its strike there is more than this two samples later. */
  private static final double RING_SHARE = 0.2;

  /** Fewer change no feature of a block of thousands by much. */
  private static final int SPIKES_LIMIT = 2;

  private static final int DROPOUT_WINDOW = 64;
  private static final double DROPOUT_RMS = 0.05;
  private static final double DROPOUT_SHARE = 0.01;

  /** A quarter of the tolerance for fault tones. */
  private static final double RATE_TOLERANCE = 0.005;

  /** The tolerance for fault tones. */
  private static final double SPEED_CHANGE = 0.02;

  private static final double RUNNING_SHARE = 0.1;

  /**
   * Checks a block.
   *
   * @param samples at least 1,024, finite
   * @param rateHz as the source states it
   * @param measuredRateHz by the times of the blocks; NaN if nobody measured it
   * @param slowestRpm the lowest speed while the block was taken; NaN if not known
   * @param fastestRpm the highest one; the same where the speed is only known to be constant
   */
  public Quality check(
      double[] samples,
      double rateHz,
      double measuredRateHz,
      double slowestRpm,
      double fastestRpm) {
    if (samples.length < 1_024) {
      throw new IllegalArgumentException(samples.length + " samples");
    }
    TimeFeatures features = TimeFeatures.of(samples);
    List<Quality.Finding> findings = new ArrayList<>();
    double bias = Math.abs(features.mean());
    above(findings, QualityFlag.BIAS, bias, biasLimit);
    above(findings, QualityFlag.BIAS_DRIFT, drift(samples), DRIFT_LIMIT);
    double clipped = clippedShare(samples, features);
    above(findings, QualityFlag.CLIPPED, clipped, CLIPPED_SHARE);
    above(findings, QualityFlag.FLAT, flatShare(samples), FLAT_SHARE);
    above(findings, QualityFlag.SPIKES, spikes(samples), SPIKES_LIMIT);
    above(findings, QualityFlag.DROPOUTS, dropoutShare(samples), DROPOUT_SHARE);
    if (Math.abs(measuredRateHz - rateHz) > RATE_TOLERANCE * rateHz) {
      findings.add(new Quality.Finding(QualityFlag.WRONG_RATE, measuredRateHz, rateHz));
    }
    addSpeed(findings, slowestRpm, fastestRpm);
    boolean isStill = Math.abs(fastestRpm) < RUNNING_SHARE * nominalRpm;
    if (isStill || features.rms() < standstillRms) {
      findings.add(
          isStill
              ? new Quality.Finding(QualityFlag.NOT_RUNNING, fastestRpm, RUNNING_SHARE * nominalRpm)
              : new Quality.Finding(QualityFlag.NOT_RUNNING, features.rms(), standstillRms));
    }
    return new Quality(findings);
  }

  private void addSpeed(List<Quality.Finding> findings, double slowestRpm, double fastestRpm) {
    if (Double.isNaN(slowestRpm) || Double.isNaN(fastestRpm)) {
      findings.add(new Quality.Finding(QualityFlag.SPEED_UNKNOWN, Double.NaN, nominalRpm));
      return;
    }
    double change = fastestRpm == 0 ? 0 : (fastestRpm - slowestRpm) / fastestRpm;
    above(findings, QualityFlag.SPEED_UNSTEADY, change, SPEED_CHANGE);
  }

  private static void above(
      List<Quality.Finding> findings, QualityFlag flag, double measured, double limit) {
    if (measured > limit) {
      findings.add(new Quality.Finding(flag, measured, limit));
    }
  }

  /** How far the means of the pieces are apart, in the RMS around them. */
  private static double drift(double[] samples) {
    int length = samples.length / PIECES;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    double squares = 0;
    for (int piece = 0; piece < PIECES; piece++) {
      int from = piece * length;
      TimeFeatures of = TimeFeatures.of(Arrays.copyOfRange(samples, from, from + length));
      least = Math.min(least, of.mean());
      most = Math.max(most, of.mean());
      squares += of.rms() * of.rms() / PIECES;
    }
    return squares == 0 ? 0 : (most - least) / Math.sqrt(squares);
  }

  /**
   * Where the full scale is not known, a range ends where three and more samples in a row have the
   * same extreme value, and that again and again.
   */
  private double clippedShare(double[] samples, TimeFeatures features) {
    if (features.peakToPeak() == 0) {
      return 0;
    }
    boolean isKnown = !Double.isNaN(fullScale);
    double end = NEAR_FULL_SCALE * fullScale;
    double low = isKnown ? -end : Arrays.stream(samples).min().orElseThrow();
    double high = isKnown ? end : Arrays.stream(samples).max().orElseThrow();
    int atEnd = 0;
    int inRuns = 0;
    int run = 0;
    for (double sample : samples) {
      boolean isAtEnd = sample <= low || sample >= high;
      run = isAtEnd ? run + 1 : 0;
      atEnd += isAtEnd ? 1 : 0;
      if (run >= 3) {
        inRuns += run == 3 ? 3 : 1;
      }
    }
    return (double) (isKnown ? atEnd : inRuns) / samples.length;
  }

  private static double flatShare(double[] samples) {
    int flat = 0;
    int run = 1;
    for (int i = 1; i < samples.length; i++) {
      run = samples[i] == samples[i - 1] ? run + 1 : 1;
      if (run >= FLAT_RUN) {
        flat += run == FLAT_RUN ? FLAT_RUN : 1;
      }
    }
    return (double) flat / samples.length;
  }

  /**
   * Single samples away from both neighbours. What a machine does to a sensor, however sudden,
   * rings at a natural frequency for a millisecond; what a bad contact or a bit does is over with
   * the next sample.
   */
  private static int spikes(double[] samples) {
    int n = samples.length;
    double[] bend = new double[n];
    for (int i = 1; i < n - 1; i++) {
      bend[i] = Math.abs(samples[i] - (samples[i - 1] + samples[i + 1]) / 2);
    }
    double[] sorted = bend.clone();
    Arrays.sort(sorted);
    // The median of |x| is 0.6745 standard deviations of Gaussian x.
    double limit = SPIKE_SIGMAS * sorted[n / 2] / 0.6745;
    int spikes = 0;
    for (int i = 4; i < n - 4; i++) {
      boolean rings = false;
      for (int away = 2; away <= 4; away++) {
        rings |= Math.max(bend[i - away], bend[i + away]) > RING_SHARE * bend[i];
      }
      if (bend[i] > limit && !rings) {
        spikes++;
      }
    }
    return spikes;
  }

  private static double dropoutShare(double[] samples) {
    int windows = samples.length / DROPOUT_WINDOW;
    double[] rms = new double[windows];
    for (int w = 0; w < windows; w++) {
      int from = w * DROPOUT_WINDOW;
      rms[w] = TimeFeatures.of(Arrays.copyOfRange(samples, from, from + DROPOUT_WINDOW)).rms();
    }
    double[] sorted = rms.clone();
    Arrays.sort(sorted);
    double limit = DROPOUT_RMS * sorted[windows / 2];
    return (double) Arrays.stream(rms).filter(each -> each < limit).count() / windows;
  }
}
