package io.omniedge.pdm.detect;

import io.omniedge.protocol.json.JsonObject;

/**
 * Looks at one feature, point by point, and never ahead. One thread.
 *
 * <p>{@link Ewma} and {@link Cusum} take values as spreads from their baseline, because only the
 * baseline knows the operating state; {@link Holt} and {@link RobustZ} take the feature itself and
 * learn from what was before.
 */
public sealed interface PointDetector permits Ewma, Cusum, Holt, RobustZ {
  /** The largest value in spreads that counts as such: one freak must not do the work of many. */
  double MOST_SPREADS = 8;

  /** Takes the next point. */
  PointOutcome update(double value);

  /** What the detector's {@code restored} takes; goes on bit by bit as this one would. */
  JsonObject state();
}
