package io.omniedge.pdm.baseline;

import java.util.OptionalDouble;

/**
 * What is ordinary for a feature in one operating state; in the feature's unit.
 *
 * @param center the median
 * @param spread as a standard deviation, above 0
 */
public record Reference(double center, double spread) {
  /** Checks. */
  public Reference {
    if (!Double.isFinite(center) || !(spread > 0) || !Double.isFinite(spread)) {
      throw new IllegalArgumentException(
          "reference " + center + " with spread " + spread + ": it must be finite, the spread > 0");
    }
  }

  /** How many spreads a value is above the center. */
  public double spreads(double value) {
    return (value - center) / spread;
  }

  /** The change against the center in percent; none where the center is as good as zero. */
  public OptionalDouble changePercent(double value) {
    return Math.abs(center) <= spread
        ? OptionalDouble.empty()
        : OptionalDouble.of(100 * (value - center) / Math.abs(center));
  }
}
