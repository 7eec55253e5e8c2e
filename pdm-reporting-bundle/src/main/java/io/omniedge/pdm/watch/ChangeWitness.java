package io.omniedge.pdm.watch;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.detect.FeatureDetector;
import io.omniedge.pdm.report.Anomaly;
import io.omniedge.pdm.report.Severity;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** Says whether features have left their baseline, and what that speaks of. */
final class ChangeWitness {
  /** Of what looks for a change; goes up when its limits or its features do. */
  private static final String DETECTOR = "ewma+cusum 1";

  private ChangeWitness() {}

  /**
   * What it says.
   *
   * @param loudest none while all baselines are learnt
   * @param judgement likewise
   */
  record Statement(Optional<Anomaly> loudest, Optional<Judgement> judgement) {}

  /** Whether a feature has left its baseline, and which is the loudest. */
  static Statement of(
      Map<String, FeatureDetector> detectors,
      SortedMap<String, Comparison> compared,
      Optional<Severity> severity) {
    Anomaly loudest = null;
    Judgement judgement = null;
    double persisting = 0;
    for (Map.Entry<String, Comparison> each : compared.entrySet()) {
      Optional<Criterion> rise = Features.riseOf(each.getKey());
      if (rise.isEmpty() || !(each.getValue() instanceof Comparison.Compared is)) {
        continue;
      }
      FeatureDetector.Outcome outcome =
          detectors
              .computeIfAbsent(
                  each.getKey(), name -> new FeatureDetector(FeatureDetector.Settings.DEFAULT))
              .update(is.spreads());
      double score = outcome.point().score();
      if (loudest == null || score > loudest.score()) {
        loudest = new Anomaly(score, outcome.isPersistent(), each.getKey(), DETECTOR);
      }
      if (judgement == null) {
        judgement = new Judgement(Criterion.HEALTHY, Level.OK, "all is near its baseline");
      }
      if (outcome.isPersistent() && score > persisting) {
        persisting = score;
        judgement =
            new Judgement(
                is.spreads() > 0 ? rise.get() : Criterion.BASELINE_CHANGE,
                Level.ADVISE,
                each.getKey() + " has left its baseline");
      }
    }
    if (severity.isPresent()
        && persisting == 0
        && compared.get(Features.VELOCITY) instanceof Comparison.Compared velocity
        && severity
            .get()
            .limits()
            .isSignificantChange(
                velocity.reference().center(), severity.get().velocityRmsMmPerS())) {
      judgement =
          new Judgement(
              Criterion.ZONE_CHANGE,
              Level.ADVISE,
              "velocity changed by more than a quarter of the boundary B/C");
    }
    return new Statement(Optional.ofNullable(loudest), Optional.ofNullable(judgement));
  }
}
