package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.pdm.statistics.Distribution;
import io.omniedge.pdm.statistics.Robust;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Arrays;

/**
 * Level and trend of a feature, each smoothed (double exponential smoothing); a point is abnormal
 * outside the interval that was predicted for it. One thread.
 *
 * <p>An error beyond the limit counts as one at the limit, so that a freak neither drags the level
 * away nor widens the interval for those after it.
 *
 * <p>Source: Holt 1957; Hyndman and others, Forecasting with Exponential Smoothing, 2008, 6.3;
 * Gelper, Fried and Croux, Robust Forecasting with Exponential and Holt-Winters Smoothing, 2010.
 */
public final class Holt implements PointDetector {
  private static final String KIND = "holt";
  private static final int VERSION = 1;

  private final Settings settings;
  private double[] first = {};
  private boolean isReady;
  private double level;
  private double trend;
  private double variance;

  /**
   * How it looks.
   *
   * @param levelWeight of the newest error in the level
   * @param trendWeight of the change of the level in the trend
   * @param varianceWeight of the newest error in the spread of errors
   * @param limitSpreads of errors that are abnormal
   * @param leastSpreadShare of the level that the spread is at least
   * @param learningPoints from which level, trend and spread begin, 8 to 1,000
   */
  public record Settings(
      double levelWeight,
      double trendWeight,
      double varianceWeight,
      double limitSpreads,
      double leastSpreadShare,
      int learningPoints) {
    /** Checks. */
    public Settings {
      Require.within("levelWeight", levelWeight, 1e-6, 1);
      Require.within("trendWeight", trendWeight, 0, 1);
      Require.within("varianceWeight", varianceWeight, 1e-6, 1);
      Require.within("limitSpreads", limitSpreads, 0.1, 1_000);
      Require.within("leastSpreadShare", leastSpreadShare, 1e-9, 1);
      Require.within("learningPoints", learningPoints, 8, 1_000);
    }
  }

  /**
   * A prediction.
   *
   * @param mean expected
   * @param low the value below which it is with half of what is left of the probability
   * @param high the value above which it is with the other half
   */
  public record Interval(double mean, double low, double high) {}

  /** One that saw nothing. */
  public Holt(Settings settings) {
    this.settings = settings;
  }

  @Override
  public PointOutcome update(double value) {
    if (!PointOutcome.isUsable(value)) {
      return PointOutcome.UNUSABLE;
    }
    if (!isReady) {
      first = Arrays.copyOf(first, first.length + 1);
      first[first.length - 1] = value;
      if (first.length == settings.learningPoints) {
        begin();
      }
      return PointOutcome.LEARNING;
    }
    double limit = settings.limitSpreads * spread();
    double predicted = level + trend;
    double error = value - predicted;
    double clipped = Math.max(-limit, Math.min(limit, error));
    double before = level;
    // l_t = l_{t-1} + b_{t-1} + a e_t, b_t = b_{t-1} + g (l_t - l_{t-1} - b_{t-1})
    level = predicted + settings.levelWeight * clipped;
    trend += settings.trendWeight * (level - before - trend);
    variance += settings.varianceWeight * (clipped * clipped - variance);
    return PointOutcome.of(Math.min(Math.abs(error) / limit, Double.MAX_VALUE));
  }

  /** A resistant line through the medians of both halves; half of the points may be freaks. */
  private void begin() {
    int half = first.length / 2;
    double early = Robust.median(Arrays.copyOf(first, half));
    double late = Robust.median(Arrays.copyOfRange(first, first.length - half, first.length));
    trend = (late - early) / (first.length - half);
    level = late + trend * (half - 1) / 2;
    double[] errors = new double[first.length];
    for (int i = 0; i < errors.length; i++) {
      errors[i] = first[i] - (level + trend * (i - first.length + 1));
    }
    double spread = Robust.spread(0, errors);
    variance = spread * spread;
    isReady = true;
    first = new double[0];
  }

  private double spread() {
    double least = settings.leastSpreadShare * Math.abs(level);
    return Math.max(Math.max(Math.sqrt(variance), least), Double.MIN_NORMAL);
  }

  /**
   * The interval in which the value some steps ahead will be.
   *
   * @param steps ahead, 1 is the next point
   * @param confidence that it is inside, between 0 and 1
   * @throws IllegalStateException while learning
   */
  public Interval predicted(int steps, double confidence) {
    if (!isReady) {
      throw new IllegalStateException("still learning");
    }
    double a = settings.levelWeight;
    double b = settings.levelWeight * settings.trendWeight;
    // s_h^2 = s^2 (1 + (h - 1) (a^2 + a b h + b^2 h (2 h - 1) / 6))
    double growth = 1 + (steps - 1) * (a * a + a * b * steps + b * b * steps * (2 * steps - 1) / 6);
    double half =
        Distribution.gaussianQuantile((1 + confidence) / 2) * spread() * Math.sqrt(growth);
    double mean = level + steps * trend;
    return new Interval(mean, mean - half, mean + half);
  }

  @Override
  public JsonObject state() {
    JsonObject.Builder state =
        SavedState.start(KIND, VERSION)
            .put("ready", isReady)
            .put("first", SavedState.numbers(first));
    return state
        .put("level", SavedState.number(level))
        .put("trend", SavedState.number(trend))
        .put("variance", SavedState.number(variance))
        .build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Holt restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    Holt holt = new Holt(settings);
    holt.isReady = fields.flag("ready");
    int most = holt.isReady ? 0 : settings.learningPoints - 1;
    holt.first = SavedState.numbers(fields, "first", 0, most);
    holt.level = SavedState.number(fields, "level", -1e120, 1e120);
    holt.trend = SavedState.number(fields, "trend", -1e120, 1e120);
    holt.variance = SavedState.number(fields, "variance", 0, 1e250);
    return holt;
  }
}
