package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.pdm.statistics.Robust;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Arrays;

/**
 * A point against the median of those just before it, in robust spreads; spikes and steps, whatever
 * the level. One thread.
 *
 * <p>Source: Iglewicz and Hoaglin, How to Detect and Handle Outliers, 1993.
 */
public final class RobustZ implements PointDetector {
  private static final String KIND = "robust-z";
  private static final int VERSION = 1;

  private final Settings settings;
  private final double[] window;
  private int filled;
  private int next;

  /**
   * How it looks.
   *
   * @param windowPoints it remembers, 3 to 1,000
   * @param limitSpreads that are abnormal
   * @param leastSpreadShare of the median that the spread is at least: values that are all the same
   *     have none
   */
  public record Settings(int windowPoints, double limitSpreads, double leastSpreadShare) {
    /** Checks. */
    public Settings {
      Require.within("windowPoints", windowPoints, 3, 1_000);
      Require.within("limitSpreads", limitSpreads, 0.1, 1_000);
      Require.within("leastSpreadShare", leastSpreadShare, 1e-9, 1);
    }
  }

  /** One that saw nothing. */
  public RobustZ(Settings settings) {
    this.settings = settings;
    window = new double[settings.windowPoints];
  }

  @Override
  public PointOutcome update(double value) {
    if (!PointOutcome.isUsable(value)) {
      return PointOutcome.UNUSABLE;
    }
    PointOutcome outcome = filled < window.length ? PointOutcome.LEARNING : compared(value);
    window[next] = value;
    next = (next + 1) % window.length;
    filled = Math.min(filled + 1, window.length);
    return outcome;
  }

  private PointOutcome compared(double value) {
    double median = Robust.median(window);
    double spread = Robust.spread(median, window);
    double least = settings.leastSpreadShare * Math.abs(median);
    double used = Math.max(Math.max(spread, least), Double.MIN_NORMAL);
    double score = Math.abs(value - median) / used / settings.limitSpreads;
    return PointOutcome.of(Math.min(score, Double.MAX_VALUE));
  }

  /** Oldest first: where the ring begins is nothing to remember. */
  @Override
  public JsonObject state() {
    double[] ordered = new double[filled];
    for (int i = 0; i < filled; i++) {
      ordered[i] = window[(next - filled + i + window.length) % window.length];
    }
    return SavedState.start(KIND, VERSION).put("window", SavedState.numbers(ordered)).build();
  }

  /**
   * Goes on from a state; of one with a longer window from its newest points.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static RobustZ restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    double[] values = SavedState.numbers(fields, "window", 0, 1_000);
    RobustZ robust = new RobustZ(settings);
    int from = Math.max(0, values.length - robust.window.length);
    for (double value : Arrays.copyOfRange(values, from, values.length)) {
      if (robust.update(value).verdict() == PointOutcome.Verdict.UNUSABLE) {
        throw fields.wrong("window", Double.toString(value), "no measurement is so large");
      }
    }
    return robust;
  }
}
