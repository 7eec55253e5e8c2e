package io.omniedge.pdm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearingTest {
  /** What the owners of the recordings publish beside the dimensions, or whoever else did. */
  @ParameterizedTest
  @CsvSource({
    "SKF 6205-2RS JEM, 3.5848, 5.4152, 2.35675, 0.3983, 0.0001",
    "SKF 6203-2RS JEM, 3.0530, 4.9469, 1.9937, 0.3817, 0.0004",
    "MB ER-10K, 3.052, 4.948, 1.992, 0.3815, 0.0006",
    "MB ER-16K, 3.572, 5.43, 2.322, 0.397, 0.003",
    "SpectraQuest ABVT (MAFAULDA), 2.9980, 5.0020, 1.8710, 0.3750, 0.0006",
    "LDK UER204, 3.083, 4.917, 2.067, 0.385, 0.001",
    "Timken 205K, 3.574, 5.426, 2.328, 0.397, 0.0001"
  })
  void libraryGivesThePublishedTones(
      String name, double bpfo, double bpfi, double bsf, double ftf, double tolerance) {
    BearingTones tones = BearingLibrary.find(name).orElseThrow().tones();
    assertEquals(bpfo, tones.bpfo(), tolerance);
    assertEquals(bpfi, tones.bpfi(), tolerance);
    assertEquals(bsf, tones.bsf(), tolerance);
    assertEquals(ftf, tones.ftf(), tolerance);
  }

  @Test
  void twiceTheBallSpinOfThe6205IsTheTableOfItsOwner() {
    BearingTones tones = BearingLibrary.find("skf 6205-2rs jem").orElseThrow().tones();
    assertEquals(4.7135, 2 * tones.bsf(), 0.0001);
  }

  @Test
  void everyBearingOfTheLibraryHasASourceAndTonesThatCanBe() {
    assertTrue(BearingLibrary.entries().size() >= 30, "a few dozen");
    for (BearingLibrary.Entry entry : BearingLibrary.entries()) {
      String name = entry.name();
      BearingTones tones = entry.tones();
      double share = tones.bpfo() / tones.rollingElements();
      assertTrue(share > 0.36 && share < 0.45, name + ": BPFO / n " + share);
      assertTrue(tones.bpfi() > tones.bpfo(), name);
      assertTrue(tones.bsf() > 1.5 && tones.bsf() < 4.5, name + ": BSF " + tones.bsf());
      assertTrue(entry.source().length() > 20, name + " has no source");
    }
  }

  @Test
  void contactAngleBringsTheTonesOfTheRacesTogether() {
    BearingTones flat = new BearingGeometry(16, 8.4, 71.5, 0).tones();
    BearingTones steep = new BearingGeometry(16, 8.4, 71.5, 40).tones();
    assertTrue(steep.bpfi() - steep.bpfo() < flat.bpfi() - flat.bpfo());
    assertEquals(16, steep.bpfi() + steep.bpfo(), 1e-12);
  }

  @Test
  void refusesFactorsThatDoNotHangTogether() {
    // A misprint of the table where the others come from: the races of 205K, the cage of another.
    assertRefused("ftf", () -> new BearingTones(9, 3.574, 5.426, 2.328, 0.367));
    assertRefused("sum", () -> new BearingTones(8, 3.574, 5.426, 2.328, 0.397));
    assertRefused("bsf", () -> new BearingTones(9, 3.574, 5.426, 4.656, 0.397));
    assertRefused("elements", () -> new BearingTones(2, 0.8, 1.2, 2, 0.4));
    assertRefused("0.5", () -> new BearingTones(9, 5.426, 3.574, 2.328, 0.603));
    assertRefused("ftf", () -> new BearingTones(9, 3.574, 5.426, 2.328, Double.NaN));
  }

  @Test
  void refusesDimensionsThatNoBearingHas() {
    assertRefused("circle", () -> new BearingGeometry(9, 30, 39, 0));
    assertRefused("circle", () -> new BearingGeometry(9, Double.NaN, 39, 0));
    assertRefused("degrees", () -> new BearingGeometry(9, 7.94, 39, 46));
    assertRefused("fit", () -> new BearingGeometry(16, 7.94, 39, 0));
  }

  @Test
  void doesNotKnowWhatNobodyPublished() {
    assertFalse(BearingLibrary.find("SKF 99999").isPresent());
  }

  private static void assertRefused(
      String word, org.junit.jupiter.api.function.Executable executable) {
    String reason = assertThrows(IllegalArgumentException.class, executable).getMessage();
    assertTrue(String.valueOf(reason).contains(word), reason);
  }
}
