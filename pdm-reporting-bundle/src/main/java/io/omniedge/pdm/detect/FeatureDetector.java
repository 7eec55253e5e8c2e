package io.omniedge.pdm.detect;

import io.omniedge.pdm.saved.SavedState;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;

/**
 * Watches one feature in spreads from its baseline: the mean for what creeps, the sum for what
 * stepped, and whether it persists. When the baseline is learnt anew, so must this be. One thread.
 */
public final class FeatureDetector {
  private static final String KIND = "feature-detector";
  private static final int VERSION = 1;

  private final Settings settings;
  private final Ewma ewma;
  private final Cusum cusum;
  private final Persistence persistence;

  /** What it is made of. */
  public record Settings(
      Ewma.Settings ewma, Cusum.Settings cusum, Persistence.Settings persistence) {
    /**
     * For blocks of minutes to an hour of a machine. The limits are wide, because blocks are not
     * independent: a daily wave moves the mean of a few hours by a spread, by two where the
     * baseline saw but half of the wave. With a weight of 0.2 a spread is three of the mean's own,
     * so eight of these are above both; and so is the slack above the whole wave. What is soon
     * enough for a bearing is later by an hour, no more.
     */
    public static final Settings DEFAULT =
        new Settings(
            new Ewma.Settings(0.2, 8), new Cusum.Settings(1.5, 12), new Persistence.Settings(3, 5));
  }

  /**
   * What it says.
   *
   * @param point of the louder of both
   * @param isPersistent whether it lasts
   * @param by which of both is louder: ewma or cusum
   */
  public record Outcome(PointOutcome point, boolean isPersistent, String by) {}

  /** One that saw nothing. */
  public FeatureDetector(Settings settings) {
    this(
        settings,
        new Ewma(settings.ewma),
        new Cusum(settings.cusum),
        new Persistence(settings.persistence));
  }

  private FeatureDetector(Settings settings, Ewma ewma, Cusum cusum, Persistence persistence) {
    this.settings = settings;
    this.ewma = ewma;
    this.cusum = cusum;
    this.persistence = persistence;
  }

  /** How it looks. */
  public Settings settings() {
    return settings;
  }

  /** Takes the next point, in spreads from the baseline; one that is no number changes nothing. */
  public Outcome update(double spreads) {
    PointOutcome mean = ewma.update(spreads);
    PointOutcome sum = cusum.update(spreads);
    boolean isMean = mean.score() >= sum.score();
    PointOutcome louder = isMean ? mean : sum;
    boolean persists =
        louder.verdict() == PointOutcome.Verdict.UNUSABLE
            ? persistence.isPersistent()
            : persistence.update(louder.isAbnormal());
    return new Outcome(louder, persists, isMean ? "ewma" : "cusum");
  }

  /** What {@link #restored} takes. */
  public JsonObject state() {
    return SavedState.start(KIND, VERSION)
        .put("ewma", ewma.state())
        .put("cusum", cusum.state())
        .put("persistence", persistence.state())
        .build();
  }

  /**
   * Goes on from a state.
   *
   * @throws ProtocolException if it is none, with place, value and reason
   */
  public static FeatureDetector restored(Settings settings, JsonObject state)
      throws ProtocolException {
    Fields fields = SavedState.open(state, KIND, VERSION);
    return new FeatureDetector(
        settings,
        Ewma.restored(settings.ewma, fields.object("ewma").object()),
        Cusum.restored(settings.cusum, fields.object("cusum").object()),
        Persistence.restored(settings.persistence, fields.object("persistence").object()));
  }
}
