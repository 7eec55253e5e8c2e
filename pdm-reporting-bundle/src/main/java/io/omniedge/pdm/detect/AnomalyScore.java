package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * A score from 0 to 1 of a raw stream of which nothing is known, neither limits nor operating
 * states: how far the mean of the last hours is from that of the last weeks, in the spread of these
 * weeks. One thread.
 *
 * <p>The score is monotone in that distance and says nothing of probability: a plant's values are
 * neither independent nor Gaussian, and a tail probability rounds to 1 for all that matters.
 */
public final class AnomalyScore {
  private static final String KIND = "anomaly-score";
  private static final int VERSION = 1;

  /** At this many spreads the score is 1 - 1/e; sets the scale alone, not the order. */
  private static final double SCALE_SPREADS = 4;

  private final Settings settings;
  private long points;
  private double recent;
  private double mean;
  private double variance;

  /**
   * How it looks.
   *
   * @param recentPoints over which the newest are averaged, as the time constant of the mean
   * @param memoryPoints that say what is ordinary, likewise
   * @param learningPoints without a score
   */
  public record Settings(int recentPoints, int memoryPoints, int learningPoints) {
    /**
     * For samples of minutes to an hour. 36 recent ones: three hours at five minutes outlast a
     * start, a batch, a door that was open, and at an hour the daily wave. A memory of 5,000: weeks
     * at five minutes, so that an idle weekend is part of what is ordinary, and at an hour the
     * season is no anomaly; much less than ten days at five minutes calls every idle hour one. 300
     * to learn: a day at five minutes. Chosen beside the series of NabTest, which so is no proof
     * for others.
     */
    public static final Settings DEFAULT = new Settings(36, 5_000, 300);

    /** Checks. */
    public Settings {
      Require.within("recentPoints", recentPoints, 1, 100_000);
      Require.within("memoryPoints", memoryPoints, recentPoints, 10_000_000);
      Require.within("learningPoints", learningPoints, 2, 1_000_000);
    }
  }

  /** One that saw nothing. */
  public AnomalyScore(Settings settings) {
    this.settings = settings;
  }

  /** The score of the next value; 0 while learning and for one that is no number. */
  public double update(double value) {
    if (!PointOutcome.isUsable(value)) {
      return 0;
    }
    if (points == 0) {
      recent = value;
      mean = value;
    }
    points++;
    recent += (value - recent) / settings.recentPoints;
    double score = points > settings.learningPoints ? score() : 0;
    // West 1979; 1/n at first, so that the beginning is an average as well
    double weight = 1.0 / Math.min(points, settings.memoryPoints);
    double error = value - mean;
    mean += weight * error;
    variance = (1 - weight) * (variance + weight * error * error);
    return score;
  }

  private double score() {
    double spread = Math.max(Math.sqrt(variance), Double.MIN_NORMAL);
    return -Math.expm1(-Math.abs(recent - mean) / spread / SCALE_SPREADS);
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    return SavedState.start(KIND, VERSION)
        .put("points", points)
        .put("recent", SavedState.number(recent))
        .put("mean", SavedState.number(mean))
        .put("variance", SavedState.number(variance))
        .build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static AnomalyScore restored(Settings settings, JsonObject state)
      throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    AnomalyScore score = new AnomalyScore(settings);
    score.points = fields.integer("points", 0, 1L << 52);
    score.recent = SavedState.number(fields, "recent", -1e120, 1e120);
    score.mean = SavedState.number(fields, "mean", -1e120, 1e120);
    score.variance = SavedState.number(fields, "variance", 0, 1e250);
    return score;
  }
}
