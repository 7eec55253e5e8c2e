package io.omniedge.pdm.report;

import io.omniedge.pdm.machine.SeverityLimits;
import io.omniedge.pdm.machine.SeverityZone;

/**
 * The zone of a machine, and what it was judged by.
 *
 * @param velocityRmsMmPerS of this block
 * @param limits of the standard, or the machine's own
 */
public record Severity(double velocityRmsMmPerS, SeverityLimits limits) {
  /** Which one. */
  public SeverityZone zone() {
    return limits.zoneOf(velocityRmsMmPerS);
  }
}
