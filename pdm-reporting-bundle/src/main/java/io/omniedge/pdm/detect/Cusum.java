package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * Two-sided cumulative sum of a feature in spreads from its baseline; the soonest to see a change
 * of about twice the slack. One thread.
 *
 * <p>Source: Page 1954; NIST/SEMATECH e-Handbook 6.3.2.3.
 */
public final class Cusum implements PointDetector {
  private static final String KIND = "cusum";
  private static final int VERSION = 1;

  /** A sum without end would stay abnormal as long after a repair as the fault lasted. */
  private static final double MOST_LIMITS = 2;

  private final Settings settings;
  private double above;
  private double below;

  /**
   * How it looks.
   *
   * @param slackSpreads by which a point may differ without adding to the sum
   * @param limitSpreads the sum that is abnormal
   */
  public record Settings(double slackSpreads, double limitSpreads) {
    /** Checks. */
    public Settings {
      Require.within("slackSpreads", slackSpreads, 0.01, MOST_SPREADS - 1);
      Require.within("limitSpreads", limitSpreads, 0.1, 1_000);
    }
  }

  /** One that saw nothing. */
  public Cusum(Settings settings) {
    this.settings = settings;
  }

  @Override
  public PointOutcome update(double spreads) {
    if (!PointOutcome.isUsable(spreads)) {
      return PointOutcome.UNUSABLE;
    }
    double z = Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, spreads));
    // S+ = max(0, S+ + z - k), S- = max(0, S- - z - k)
    above = bounded(above + z - settings.slackSpreads);
    below = bounded(below - z - settings.slackSpreads);
    return PointOutcome.of(Math.max(above, below) / settings.limitSpreads);
  }

  /** Whether nothing speaks for a rise: the last such point is where a rise began. */
  public boolean isRiseOver() {
    return above == 0;
  }

  /** How much speaks for a rise; 1 is the limit. */
  public double riseScore() {
    return above / settings.limitSpreads;
  }

  private double bounded(double sum) {
    return Math.max(0, Math.min(MOST_LIMITS * settings.limitSpreads, sum));
  }

  @Override
  public JsonObject state() {
    return SavedState.start(KIND, VERSION)
        .put("above", SavedState.number(above))
        .put("below", SavedState.number(below))
        .build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Cusum restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    Cusum cusum = new Cusum(settings);
    double most = MOST_LIMITS * settings.limitSpreads;
    cusum.above = SavedState.number(fields, "above", 0, most);
    cusum.below = SavedState.number(fields, "below", 0, most);
    return cusum;
  }
}
