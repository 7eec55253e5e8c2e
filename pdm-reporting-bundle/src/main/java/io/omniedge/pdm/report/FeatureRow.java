package io.omniedge.pdm.report;

import io.omniedge.pdm.baseline.Comparison;

/**
 * A feature of a block.
 *
 * @param name with its unit, as velocityRmsMmPerS
 * @param value finite
 * @param comparison with its baseline
 */
public record FeatureRow(String name, double value, Comparison comparison) {
  /** Checks. */
  public FeatureRow {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " " + value + ": it must be finite");
    }
  }
}
