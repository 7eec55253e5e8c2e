package io.omniedge.pdm.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.machine.BearingGeometry;
import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.BearingTones;
import io.omniedge.pdm.signal.BandPass;
import io.omniedge.pdm.signal.Kurtogram;
import io.omniedge.pdm.signal.Spectrum;
import io.omniedge.pdm.simulation.BearingFault;
import io.omniedge.pdm.simulation.SyntheticBlock;
import io.omniedge.pdm.simulation.SyntheticMachine;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On machines whose truth is known; the seed of each is part of its name. */
@Tag("numbers")
class DiagnosisTest {
  private static BearingTones bearing(String name) {
    return switch (name) {
      case "16 rollers at 15 degrees" -> new BearingGeometry(16, 8.4, 71.5, 15).tones();
      case "13 small balls" -> new BearingGeometry(13, 3.5, 25.6, 0).tones();
      default -> BearingLibrary.find(name).orElseThrow().tones();
    };
  }

  private static final BearingTones BEARING = bearing("SKF 6205-2RS JEM");

  private static Diagnosis diagnose(SyntheticBlock block, BearingTones bearing) {
    return Diagnosis.of(block.samples(), block.rateHz(), conditions(block, bearing));
  }

  private static Conditions conditions(SyntheticBlock block, BearingTones bearing) {
    return Conditions.of(block.speedRpm() / 60, 50, bearing);
  }

  @ParameterizedTest
  @CsvSource({
    "SKF 6205-2RS JEM, 1480, 10",
    "SKF 6205-2RS JEM, 2950, 10",
    "SKF 6205-2RS JEM, 740, 16",
    "LDK UER204, 1480, 10",
    "16 rollers at 15 degrees, 2000, 10",
    "13 small balls, 1800, 10",
    "Timken 316K, 990, 16"
  })
  void namesTheFaultAtEverySpeedAndRatioToTheNoise(String name, double rpm, double seconds) {
    for (double snrDb : new double[] {6, -3}) {
      for (long seed = 1; seed <= 2; seed++) {
        assertNamed(BearingFault.OUTER_RACE, Verdict.OUTER_RACE, name, rpm, seconds, snrDb, seed);
        assertNamed(BearingFault.INNER_RACE, Verdict.INNER_RACE, name, rpm, seconds, snrDb, seed);
        assertNamed(
            BearingFault.ROLLING_ELEMENT, Verdict.ROLLING_ELEMENT, name, rpm, seconds, snrDb, seed);
      }
    }
  }

  private static void assertNamed(
      BearingFault fault,
      Verdict verdict,
      String name,
      double rpm,
      double seconds,
      double snrDb,
      long seed) {
    SyntheticBlock block =
        new SyntheticMachine(bearing(name), seed)
            .sampled(12_800, seconds)
            .speed(rpm, rpm)
            .fault(fault, snrDb)
            .block();
    Diagnosis diagnosis = diagnose(block, bearing(name));
    assertEquals(
        verdict, diagnosis.verdict(), fault + " " + snrDb + " dB seed " + seed + " " + diagnosis);
  }

  @ParameterizedTest
  @CsvSource({"1480, 10", "2950, 10", "740, 16"})
  void callsAHealthyMachineHealthy(double rpm, double seconds) {
    for (long seed = 1; seed <= 20; seed++) {
      SyntheticBlock block =
          new SyntheticMachine(BEARING, seed)
              .sampled(12_800, seconds)
              .speed(rpm, rpm)
              .load(seed % 3 / 2.0)
              .block();
      Diagnosis diagnosis = diagnose(block, BEARING);
      assertEquals(Verdict.HEALTHY, diagnosis.verdict(), "seed " + seed + " " + diagnosis);
      assertTrue(diagnosis.confidence() > 0.5);
    }
  }

  /** With a tone in the noise a fault may be missed; it may not be called another one. */
  @ParameterizedTest
  @ValueSource(doubles = {-8, -11, -14, -17, -20, -25})
  void fadingFaultIsNeverCalledAnotherOne(double snrDb) {
    for (long seed = 1; seed <= 4; seed++) {
      for (BearingFault fault : BearingFault.values()) {
        SyntheticBlock block =
            new SyntheticMachine(BEARING, seed).sampled(12_800, 10).fault(fault, snrDb).block();
        Diagnosis diagnosis = diagnose(block, BEARING);
        Set<String> fine =
            Set.of(fault.name(), "HEALTHY", "ABNORMAL_CLASS_UNSURE", "NOT_DIAGNOSABLE");
        String found = diagnosis.verdict().name();
        assertTrue(fine.contains(found), fault + " seed " + seed + " " + diagnosis);
      }
    }
  }

  @Test
  void levelOfTwiceTheBaselineIsAbnormalWithoutAnyTone() {
    SyntheticBlock quiet = new SyntheticMachine(BEARING, 1).load(0).block();
    double rms = diagnose(quiet, BEARING).bandRms();
    Diagnosis loud = against(quiet, rms / 2.1);
    assertEquals(Verdict.ABNORMAL_CLASS_UNSURE, loud.verdict(), loud.toString());
    assertEquals(Verdict.HEALTHY, against(quiet, rms / 1.9).verdict());
  }

  private static Diagnosis against(SyntheticBlock block, double baselineRms) {
    return Diagnosis.of(
        block.samples(), block.rateHz(), conditions(block, BEARING).against(baselineRms));
  }

  @Test
  void speedThatChangesByAsMuchAsTheToleranceIsNoObstacle() {
    for (long seed = 1; seed <= 5; seed++) {
      SyntheticBlock block =
          new SyntheticMachine(BEARING, seed)
              .speed(1_465, 1_494)
              .fault(BearingFault.OUTER_RACE, 6)
              .block();
      Diagnosis diagnosis = diagnose(block, BEARING);
      assertEquals(Verdict.OUTER_RACE, diagnosis.verdict(), "seed " + seed + " " + diagnosis);
    }
  }

  /** Its harmonics are where the other tones are: number nine is BPFO. */
  @ParameterizedTest
  @ValueSource(doubles = {3, 0, -3, -6})
  void faultOfTheCageIsNamedOrUnsureAndNeverOneOfARace(double snrDb) {
    int named = 0;
    for (long seed = 9_000; seed < 9_015; seed++) {
      SyntheticBlock block =
          new SyntheticMachine(BEARING, seed)
              .sampled(12_800, 10)
              .fault(BearingFault.CAGE, snrDb)
              .block();
      Diagnosis diagnosis = diagnose(block, BEARING);
      Verdict verdict = diagnosis.verdict();
      named += verdict == Verdict.CAGE ? 1 : 0;
      assertTrue(
          verdict == Verdict.CAGE
              || verdict == Verdict.ABNORMAL_CLASS_UNSURE
              || verdict == Verdict.NOT_DIAGNOSABLE,
          "seed " + seed + " " + diagnosis);
    }
    assertTrue(snrDb < 0 || named > 3, named + " of 15 at " + snrDb + " dB");
  }

  /** Twice the ball spin of this one is 4.004 orders, which is the fourth of the shaft. */
  @Test
  void rollingElementWhoseToneIsHiddenIsNotCalledTheCage() {
    BearingTones hidden = bearing("Timken 311K");
    SyntheticBlock block =
        new SyntheticMachine(hidden, 1).fault(BearingFault.ROLLING_ELEMENT, 6).block();
    Diagnosis diagnosis = diagnose(block, hidden);
    assertEquals(Verdict.ABNORMAL_CLASS_UNSURE, diagnosis.verdict(), diagnosis.toString());
  }

  @Test
  void saysWhyABlockDoesNotTell() {
    SyntheticMachine machine = new SyntheticMachine(BEARING, 3).fault(BearingFault.OUTER_RACE, 6);
    Diagnosis slow = diagnose(machine.sampled(8_000, 10).block(), BEARING);
    assertEquals(Verdict.NOT_DIAGNOSABLE, slow.verdict());
    assertTrue(slow.reason().contains("does not cover the band"), slow.reason());
    Diagnosis brief = diagnose(machine.sampled(25_600, 2).block(), BEARING);
    assertEquals(Verdict.NOT_DIAGNOSABLE, brief.verdict());
    assertTrue(brief.reason().contains("too few turns"), brief.reason());
    assertEquals(0, brief.confidence());
  }

  @Test
  void toneBehindAMultipleOfTheShaftIsNotCalledHealthy() {
    BearingTones hidden = bearing("SpectraQuest ABVT (MAFAULDA)");
    Diagnosis diagnosis = diagnose(new SyntheticMachine(hidden, 4).block(), hidden);
    assertEquals(Verdict.NOT_DIAGNOSABLE, diagnosis.verdict(), diagnosis.toString());
    assertTrue(diagnosis.reason().contains("cannot be read"), diagnosis.reason());
  }

  @Test
  void bandThatTheKurtogramFindsServesAsWellAsTheDefault() {
    SyntheticBlock block =
        new SyntheticMachine(BEARING, 7).fault(BearingFault.INNER_RACE, 0).block();
    double highestToneHz = BEARING.bpfi() * block.speedRpm() / 60;
    BandPass band = Kurtogram.of(block.samples(), block.rateHz(), 3 * highestToneHz).band();
    assertTrue(band.lowHz() < 3_300 && band.highHz() > 3_300, band + " and a resonance at 3.3 kHz");
    Diagnosis diagnosis =
        Diagnosis.of(block.samples(), block.rateHz(), conditions(block, BEARING).in(band));
    assertEquals(Verdict.INNER_RACE, diagnosis.verdict(), diagnosis.toString());
  }

  /** 6205 at 1,674 rpm: its BPFO is 100 Hz, where motors have lines of their own. */
  @Test
  void toneOfTheElectricityIsNoFault() {
    SyntheticBlock block = new SyntheticMachine(BEARING, 8).speed(1_674, 1_674).block();
    double[] samples = block.samples().clone();
    for (int i = 0; i < samples.length; i++) {
      double seconds = i / block.rateHz();
      double pulse = Math.pow(Math.sin(2 * Math.PI * 50 * seconds), 8);
      samples[i] *= 1 + 3 * pulse;
    }
    Diagnosis diagnosis = Diagnosis.of(samples, block.rateHz(), conditions(block, BEARING));
    assertEquals(Verdict.NOT_DIAGNOSABLE, diagnosis.verdict(), diagnosis.toString());
    Diagnosis unaware =
        Diagnosis.of(samples, block.rateHz(), Conditions.of(block.speedRpm() / 60, 0, BEARING));
    assertEquals(Verdict.OUTER_RACE, unaware.verdict(), "what it were without that knowledge");
  }

  @Test
  void pictureOfTheEnvelopeHasTheToneAsItsHighestLine() {
    SyntheticBlock block =
        new SyntheticMachine(BEARING, 9).fault(BearingFault.OUTER_RACE, 6).block();
    Spectrum spectrum =
        Diagnosis.envelopeSpectrum(block.samples(), block.rateHz(), conditions(block, BEARING))
            .orElseThrow();
    double toneHz = BEARING.bpfo() * block.speedRpm() / 60;
    double peak = spectrum.peakAmplitude(toneHz, 0.02 * toneHz);
    assertEquals(peak, spectrum.peakAmplitude(500, 490));
  }

  /** Inner race and rolling elements of this one strike 4.8 times in a turn. */
  @Test
  void classOfTonesThatCoincideIsUnsure() {
    BearingTones alike = new BearingGeometry(8, 8, 40, 0).tones();
    SyntheticBlock block =
        new SyntheticMachine(alike, 10).fault(BearingFault.INNER_RACE, 6).block();
    Diagnosis diagnosis = diagnose(block, alike);
    assertEquals(Verdict.ABNORMAL_CLASS_UNSURE, diagnosis.verdict(), diagnosis.toString());
    assertTrue(diagnosis.reason().contains("about as strong"), diagnosis.reason());
  }
}
