package io.omniedge.pdm.machine;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Velocities (RMS) at which one zone ends and the next begins; a boundary belongs to the worse one.
 *
 * <p>Sources: ISO 20816-3 for groups 1 and 2, ISO 10816-1 for classes I to IV.
 *
 * @param abMmPerS from zone A to B
 * @param bcMmPerS from zone B to C
 * @param cdMmPerS from zone C to D
 */
public record SeverityLimits(double abMmPerS, double bcMmPerS, double cdMmPerS) {
  /** Of the boundary B/C; a change beyond this counts even inside a zone [ISO 20816-1]. */
  private static final double SIGNIFICANT_CHANGE = 0.25;

  /**
   * Refuses limits that do not rise.
   *
   * @throws IllegalArgumentException with the reason
   */
  public SeverityLimits {
    if (!(abMmPerS > 0
        && bcMmPerS > abMmPerS
        && cdMmPerS > bcMmPerS
        && cdMmPerS < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          abMmPerS + ", " + bcMmPerS + ", " + cdMmPerS + ": limits must rise from above 0");
    }
  }

  /**
   * The limits of the standards, if they have some for this machine: none without a group, for
   * groups 1 and 2 none without the support, and none for gearboxes and reciprocating machines. The
   * classes of ISO 10816-1 have the support in their definition; there it is not looked at.
   */
  public static Optional<SeverityLimits> of(
      MachineKind kind, @Nullable MachineGroup group, @Nullable Support support) {
    if (kind != MachineKind.ROTATING || group == null) {
      return Optional.empty();
    }
    return switch (group) {
      case ISO_20816_3_GROUP_1 ->
          bySupport(support, new SeverityLimits(2.3, 4.5, 7.1), new SeverityLimits(3.5, 7.1, 11.0));
      case ISO_20816_3_GROUP_2 ->
          bySupport(support, new SeverityLimits(1.4, 2.8, 4.5), new SeverityLimits(2.3, 4.5, 7.1));
      case ISO_10816_1_CLASS_I -> Optional.of(new SeverityLimits(0.71, 1.8, 4.5));
      case ISO_10816_1_CLASS_II -> Optional.of(new SeverityLimits(1.12, 2.8, 7.1));
      case ISO_10816_1_CLASS_III -> Optional.of(new SeverityLimits(1.8, 4.5, 11.2));
      case ISO_10816_1_CLASS_IV -> Optional.of(new SeverityLimits(2.8, 7.1, 18));
    };
  }

  private static Optional<SeverityLimits> bySupport(
      @Nullable Support support, SeverityLimits rigid, SeverityLimits flexible) {
    if (support == null) {
      return Optional.empty();
    }
    return Optional.of(support == Support.RIGID ? rigid : flexible);
  }

  /**
   * The zone of a velocity.
   *
   * @throws IllegalArgumentException if it is no velocity: it has no zone, least of all D or A
   */
  public SeverityZone zoneOf(double velocityRmsMmPerS) {
    if (!(velocityRmsMmPerS >= 0)) {
      throw new IllegalArgumentException(velocityRmsMmPerS + " mm/s");
    }
    if (velocityRmsMmPerS < abMmPerS) {
      return SeverityZone.A;
    }
    if (velocityRmsMmPerS < bcMmPerS) {
      return SeverityZone.B;
    }
    return velocityRmsMmPerS < cdMmPerS ? SeverityZone.C : SeverityZone.D;
  }

  /** Whether a change, up or down, counts even inside a zone. */
  public boolean isSignificantChange(double beforeMmPerS, double nowMmPerS) {
    return Math.abs(nowMmPerS - beforeMmPerS) > SIGNIFICANT_CHANGE * bcMmPerS;
  }
}
