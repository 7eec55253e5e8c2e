package io.omniedge.pdm.watch;

import io.omniedge.pdm.buffer.Samples;
import java.util.Arrays;

/**
 * What the times of samples say of their rate. A transform takes samples as equally spaced; that
 * they are is to be seen, not to be made so.
 *
 * @param rateHz the mean one
 * @param worstRateHz of the stretch that is furthest from it: an eighth of the samples, or if the
 *     times jitter a single interval
 */
record SampleTimes(double rateHz, double worstRateHz) {
  private static final int PIECES = 8;

  /** As share of an interval. More of it is noise in the upper half of the spectrum. */
  private static final double JITTER = 0.1;

  /** So many intervals may be off: who measures in batches has a step between two of them. */
  private static final double STEPS = 0.01;

  /** Of at least as many samples as there are pieces, with rising times. */
  static SampleTimes of(Samples samples) {
    int intervals = samples.size() - 1;
    double mean = (samples.nanos(intervals) - samples.nanos(0)) / (double) intervals;
    double[] off = new double[intervals];
    for (int i = 0; i < intervals; i++) {
      off[i] = Math.abs((samples.nanos(i + 1) - samples.nanos(i)) / mean - 1);
    }
    double worst = 0;
    for (int piece = 0; piece < PIECES; piece++) {
      int from = (int) ((long) piece * intervals / PIECES);
      int to = (int) ((long) (piece + 1) * intervals / PIECES);
      double length = (samples.nanos(to) - samples.nanos(from)) / (mean * (to - from)) - 1;
      worst = Math.abs(length) > Math.abs(worst) ? length : worst;
    }
    Arrays.sort(off);
    double jitter = off[(int) ((1 - STEPS) * (intervals - 1))];
    double rateHz = 1e9 / mean;
    return new SampleTimes(
        rateHz, rateHz / (1 + (jitter > JITTER && jitter > Math.abs(worst) ? jitter : worst)));
  }
}
