package io.omniedge.pdm.report;

import io.omniedge.pdm.diagnosis.Diagnosis;
import java.util.List;
import java.util.Optional;

/**
 * What was found in a usable block.
 *
 * @param operatingState whose baseline was compared with
 * @param features by name, at most {@link #MAX_FEATURES}
 * @param severity none without limits or where the block does not cover the band
 * @param bearing none where no bearing is known
 * @param anomaly none until there is a baseline
 * @param trend none without velocity
 */
public record Findings(
    String operatingState,
    List<FeatureRow> features,
    Optional<Severity> severity,
    Optional<Diagnosis> bearing,
    Optional<Anomaly> anomaly,
    Optional<Trend> trend) {
  /** As many as a baseline keeps. */
  public static final int MAX_FEATURES = 64;

  /** Copies. */
  public Findings {
    features = List.copyOf(features);
    if (features.size() > MAX_FEATURES) {
      throw new IllegalArgumentException(features.size() + " features");
    }
  }
}
