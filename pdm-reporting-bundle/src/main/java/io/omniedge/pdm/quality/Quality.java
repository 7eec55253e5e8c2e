package io.omniedge.pdm.quality;

import java.util.List;
import java.util.Optional;

/**
 * What the gates found.
 *
 * @param findings at most one of each flag, in the order of the flags; none for a good block
 */
public record Quality(List<Finding> findings) {
  /**
   * A finding.
   *
   * @param measured the value that the flag's comment names
   * @param limit beyond which it was found
   */
  public record Finding(QualityFlag flag, double measured, double limit) {}

  /** Copies. */
  public Quality {
    findings = List.copyOf(findings);
  }

  /** Whether there may be a verdict. */
  public boolean isUsable() {
    return findings.stream().noneMatch(finding -> finding.flag().isUnusable());
  }

  /** The finding with that flag. */
  public Optional<Finding> find(QualityFlag flag) {
    return findings.stream().filter(finding -> finding.flag() == flag).findFirst();
  }
}
