package io.omniedge.pdm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SeverityTest {
  @ParameterizedTest
  @CsvSource({
    "ISO_20816_3_GROUP_1, RIGID, 2.3, 4.5, 7.1",
    "ISO_20816_3_GROUP_1, FLEXIBLE, 3.5, 7.1, 11.0",
    "ISO_20816_3_GROUP_2, RIGID, 1.4, 2.8, 4.5",
    "ISO_20816_3_GROUP_2, FLEXIBLE, 2.3, 4.5, 7.1",
    "ISO_10816_1_CLASS_I, , 0.71, 1.8, 4.5",
    "ISO_10816_1_CLASS_II, , 1.12, 2.8, 7.1",
    "ISO_10816_1_CLASS_III, , 1.8, 4.5, 11.2",
    "ISO_10816_1_CLASS_IV, , 2.8, 7.1, 18"
  })
  void limitsAreThoseOfTheStandardsAndABoundaryBelongsToTheWorseZone(
      MachineGroup group, @Nullable Support support, double ab, double bc, double cd) {
    SeverityLimits limits = SeverityLimits.of(MachineKind.ROTATING, group, support).orElseThrow();
    assertEquals(new SeverityLimits(ab, bc, cd), limits);
    assertEquals(SeverityZone.A, limits.zoneOf(0));
    assertEquals(SeverityZone.A, limits.zoneOf(Math.nextDown(ab)));
    assertEquals(SeverityZone.B, limits.zoneOf(ab));
    assertEquals(SeverityZone.B, limits.zoneOf(Math.nextDown(bc)));
    assertEquals(SeverityZone.C, limits.zoneOf(bc));
    assertEquals(SeverityZone.C, limits.zoneOf(Math.nextDown(cd)));
    assertEquals(SeverityZone.D, limits.zoneOf(cd));
    assertEquals(SeverityZone.D, limits.zoneOf(1_000));
  }

  @Test
  void changeOfMoreThanAQuarterOfTheBoundaryBCCounts() {
    SeverityLimits limits = new SeverityLimits(1.4, 2.8, 4.5);
    assertFalse(limits.isSignificantChange(0.5, 0.5 + 0.7));
    assertTrue(limits.isSignificantChange(0.5, 0.5 + 0.71));
    assertTrue(limits.isSignificantChange(1.3, 0.5), "less is a change too");
  }

  @ParameterizedTest
  @EnumSource(MachineGroup.class)
  void gearboxesAndReciprocatingMachinesHaveNoLimits(MachineGroup group) {
    for (MachineKind kind : new MachineKind[] {MachineKind.GEARBOX, MachineKind.RECIPROCATING}) {
      assertEquals(Optional.empty(), SeverityLimits.of(kind, group, Support.RIGID));
    }
  }

  @Test
  void withoutGroupOrSupportThereAreNoLimits() {
    MachineKind rotating = MachineKind.ROTATING;
    assertEquals(Optional.empty(), SeverityLimits.of(rotating, null, Support.RIGID));
    assertEquals(
        Optional.empty(), SeverityLimits.of(rotating, MachineGroup.ISO_20816_3_GROUP_1, null));
    assertEquals(
        Optional.empty(), SeverityLimits.of(rotating, MachineGroup.ISO_20816_3_GROUP_2, null));
  }

  @Test
  void refusesWhatIsNoVelocityAndLimitsThatDoNotRise() {
    SeverityLimits limits = new SeverityLimits(1, 2, 3);
    assertThrows(IllegalArgumentException.class, () -> limits.zoneOf(Double.NaN));
    assertThrows(IllegalArgumentException.class, () -> limits.zoneOf(-1));
    assertThrows(IllegalArgumentException.class, () -> new SeverityLimits(1, 1, 2));
    assertThrows(IllegalArgumentException.class, () -> new SeverityLimits(0, 1, 2));
    assertThrows(
        IllegalArgumentException.class, () -> new SeverityLimits(1, 2, Double.POSITIVE_INFINITY));
  }
}
