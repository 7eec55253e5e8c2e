package io.omniedge.pdm.prognosis;

import io.omniedge.pdm.baseline.Reference;
import io.omniedge.pdm.detect.Cusum;
import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * When a feature that rises with wear left its baseline, and when it will reach its limit. The
 * values are of one operating state: a change of speed is no wear. One thread.
 *
 * <p>The onset is the last time at which nothing spoke for a rise before so much did that it counts
 * [Page 1954]. What was before it is not extrapolated.
 *
 * <p>The interval is true for what goes on as it went so far. A fault that changes its pace makes
 * another interval, not this one wrong; so it is asked again with each report.
 */
public final class Prognosis {
  private static final String KIND = "prognosis";
  private static final int VERSION = 1;

  /** Nothing that is measured is larger. */
  static final double MOST = 1e100;

  private static final int SCAN_STEPS = 400;

  private final Settings settings;
  private Cusum cusum;
  private TrendHistory history = new TrendHistory();
  private boolean hasOnset;
  private long onsetMillis;
  private long lastMillis = Long.MIN_VALUE;

  /**
   * How it looks ahead.
   *
   * @param onset what counts as a rise, in spreads of the baseline
   * @param leastPoints since the onset before anything is said, 8 to 64
   * @param confidence of the interval, 0.5 to 0.99
   * @param leastRising the probability of a rise at all below which nothing is said, 0.5 to 0.999
   * @param mostSpans how many times as long as since the onset it looks ahead, 0.1 to 100
   */
  public record Settings(
      Cusum.Settings onset,
      int leastPoints,
      double confidence,
      double leastRising,
      double mostSpans) {
    /**
     * An onset is rarer than an alarm may be, so a slack of 1 and 12 spreads. 12 points: fewer do
     * not tell a line from a curve. Ten times as long ahead: nobody plans by what is further.
     */
    public static final Settings DEFAULT =
        new Settings(new Cusum.Settings(1, 12), 12, 0.8, 0.95, 10);

    /** Checks. */
    public Settings {
      within("leastPoints", leastPoints, 8, TrendHistory.MOST_POINTS / 2.0);
      within("confidence", confidence, 0.5, 0.99);
      within("leastRising", leastRising, 0.5, 0.999);
      within("mostSpans", mostSpans, 0.1, 100);
    }

    private static void within(String name, double value, double least, double most) {
      if (!(value >= least && value <= most)) {
        throw new IllegalArgumentException(
            name + " " + value + ": it must be from " + least + " to " + most);
      }
    }
  }

  /** One that saw nothing. */
  public Prognosis(Settings settings) {
    this.settings = settings;
    cusum = new Cusum(settings.onset);
  }

  /**
   * Takes a value; whether it is one: no number, and none that is not later than the former,
   * counts.
   *
   * @param reference what is ordinary in its operating state
   */
  public boolean take(Reference reference, double value, long atMillis) {
    if (!(Math.abs(value) <= MOST) || atMillis <= lastMillis) {
      return false;
    }
    lastMillis = atMillis;
    cusum.update(reference.spreads(value));
    if (cusum.isRiseOver()) {
      forgetTrend();
      return true;
    }
    if (!hasOnset && history.points() == 0) {
      onsetMillis = atMillis;
    }
    history.take(value, atMillis);
    hasOnset |= cusum.riseScore() >= 1;
    return true;
  }

  /** Forgets all, after maintenance; also when the clock was set back. */
  public void restart() {
    cusum = new Cusum(settings.onset);
    lastMillis = Long.MIN_VALUE;
    forgetTrend();
  }

  private void forgetTrend() {
    history.clear();
    hasOnset = false;
  }

  /**
   * What can be said now.
   *
   * @param reference what is ordinary
   * @param limit at which life ends, in the feature's unit
   * @param nowMillis not before the last value
   */
  public Outlook outlook(Reference reference, double limit, long nowMillis) {
    if (!hasOnset) {
      return new Outlook.NoTrend();
    }
    if (!(limit > reference.center() + reference.spread() && limit <= MOST)) {
      return new Outlook.NotDiagnosable("the limit " + limit + " is within the baseline");
    }
    if (history.points() < settings.leastPoints) {
      return new Outlook.NotDiagnosable(
          history.points() + " points since the onset, " + settings.leastPoints + " are needed");
    }
    double[] millis = history.millis();
    Extrapolation extrapolation =
        new Extrapolation(millis, history.values(), reference.center(), reference.spread(), limit);
    if (extrapolation.rising() < settings.leastRising) {
      return new Outlook.NotDiagnosable("it left its baseline, but does not clearly go on rising");
    }
    double span = millis[millis.length - 1] - millis[0];
    double left = (1 - settings.confidence) / 2;
    double low = after(extrapolation, left, nowMillis, span);
    double median = after(extrapolation, 0.5, nowMillis, span);
    double high = after(extrapolation, 1 - left, nowMillis, span);
    if (!(high < Double.POSITIVE_INFINITY)) {
      return new Outlook.NotDiagnosable(
          "the limit may be further away than "
              + settings.mostSpans
              + " times the time since the onset");
    }
    return new Outlook.RemainingLife(
        onsetMillis, Math.round(low), Math.round(median), Math.round(high), settings.confidence);
  }

  /** After how long the limit is reached with that probability; infinite if not in the time. */
  private double after(Extrapolation extrapolation, double probability, long now, double span) {
    double before = 0;
    // Evenly in ratios: near the limit a hundredth of the span counts, far from it does not.
    for (int i = 0; i <= SCAN_STEPS; i++) {
      double after =
          i == 0 ? 0 : span * settings.mostSpans * Math.pow(1e-4, 1 - (double) i / SCAN_STEPS);
      if (extrapolation.reached(now + after) >= probability) {
        return (before + after) / 2;
      }
      before = after;
    }
    return Double.POSITIVE_INFINITY;
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    JsonObject.Builder state =
        SavedState.start(KIND, VERSION)
            .put("cusum", cusum.state())
            .put("history", history.state())
            .put("hasOnset", hasOnset)
            .put("onsetMillis", onsetMillis);
    if (lastMillis != Long.MIN_VALUE) {
      state.put("lastMillis", lastMillis);
    }
    return state.build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Prognosis restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    long most = 1L << 52;
    Prognosis prognosis = new Prognosis(settings);
    prognosis.cusum = Cusum.restored(settings.onset, fields.object("cusum").object());
    prognosis.history = TrendHistory.restored(fields.object("history"));
    prognosis.hasOnset = fields.flag("hasOnset");
    prognosis.onsetMillis = fields.integer("onsetMillis", -most, most);
    prognosis.lastMillis = fields.integer("lastMillis", -most, most, Long.MIN_VALUE);
    return prognosis;
  }
}
