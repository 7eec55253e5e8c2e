package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * Exponentially weighted mean of a feature in spreads from its baseline; small lasting changes. One
 * thread.
 *
 * <p>Source: Roberts 1959; NIST/SEMATECH e-Handbook 6.3.2.4.
 */
public final class Ewma implements PointDetector {
  private static final String KIND = "ewma";
  private static final int VERSION = 1;

  private final Settings settings;
  private double mean;

  /** (1 - weight)^(2 t): how much of the start is still in the variance. */
  private double start = 1;

  /**
   * How it looks.
   *
   * @param weight of the newest point, above 0, at most 1
   * @param limitSpreads of the mean's own spread, under independent points
   */
  public record Settings(double weight, double limitSpreads) {
    /** Checks. */
    public Settings {
      Require.within("weight", weight, 1e-6, 1);
      Require.within("limitSpreads", limitSpreads, 0.1, 1_000);
    }
  }

  /** One that saw nothing. */
  public Ewma(Settings settings) {
    this.settings = settings;
  }

  @Override
  public PointOutcome update(double spreads) {
    if (!PointOutcome.isUsable(spreads)) {
      return PointOutcome.UNUSABLE;
    }
    double keep = 1 - settings.weight;
    double z = Math.max(-MOST_SPREADS, Math.min(MOST_SPREADS, spreads));
    // z_t = w x_t + (1 - w) z_{t-1}
    mean = settings.weight * z + keep * mean;
    start *= keep * keep;
    // s_z^2 = w / (2 - w) (1 - (1 - w)^{2t})
    double own = Math.sqrt(settings.weight / (2 - settings.weight) * (1 - start));
    return PointOutcome.of(Math.abs(mean) / (settings.limitSpreads * own));
  }

  @Override
  public JsonObject state() {
    return SavedState.start(KIND, VERSION)
        .put("mean", SavedState.number(mean))
        .put("start", SavedState.number(start))
        .build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static Ewma restored(Settings settings, JsonObject state) throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    Ewma ewma = new Ewma(settings);
    ewma.mean = SavedState.number(fields, "mean", -MOST_SPREADS, MOST_SPREADS);
    ewma.start = SavedState.number(fields, "start", 0, 1);
    return ewma;
  }
}
