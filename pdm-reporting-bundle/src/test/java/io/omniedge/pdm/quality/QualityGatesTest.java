package io.omniedge.pdm.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.BearingTones;
import io.omniedge.pdm.recording.Recordings;
import io.omniedge.pdm.simulation.BearingFault;
import io.omniedge.pdm.simulation.SensorFault;
import io.omniedge.pdm.simulation.SyntheticBlock;
import io.omniedge.pdm.simulation.SyntheticMachine;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("numbers")
class QualityGatesTest {
  private static final BearingTones BEARING =
      BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones();
  private static final QualityGates GATES =
      new QualityGates(SyntheticMachine.FULL_SCALE_G, 1.5, 0.01, 1_480);
  private static final QualityGates UNKNOWN_RANGE = new QualityGates(Double.NaN, 1.5, 0.01, 1_480);

  private static Quality check(QualityGates gates, SyntheticBlock block) {
    return gates.check(
        block.samples(),
        block.rateHz(),
        block.measuredRateHz(),
        block.slowestRpm(),
        block.fastestRpm());
  }

  private static Set<QualityFlag> flags(Quality quality) {
    Set<QualityFlag> flags = new TreeSet<>();
    quality.findings().forEach(finding -> flags.add(finding.flag()));
    return flags;
  }

  private static SyntheticMachine machine(long seed) {
    return new SyntheticMachine(BEARING, seed).sampled(25_600, 2);
  }

  @ParameterizedTest
  @EnumSource(BearingFault.class)
  void machineWithOrWithoutAFaultHasAGoodSensor(BearingFault fault) {
    for (long seed = 1; seed <= 8; seed++) {
      for (double snrDb : new double[] {-10, 6, 12}) {
        SyntheticBlock block = machine(seed).fault(fault, snrDb).block();
        assertEquals(Set.of(), flags(check(GATES, block)), snrDb + " dB, seed " + seed);
        assertEquals(Set.of(), flags(check(UNKNOWN_RANGE, block)), snrDb + " dB, seed " + seed);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FLAT, FLAT",
    "CLIPPED, CLIPPED",
    "BIAS, BIAS",
    "BIAS_DRIFT, BIAS_DRIFT",
    "SPIKES, SPIKES",
    "LOOSE_CABLE, DROPOUTS",
    "WRONG_RATE, WRONG_RATE"
  })
  void faultOfASensorIsCalledThat(SensorFault fault, QualityFlag flag) {
    for (long seed = 1; seed <= 8; seed++) {
      for (BearingFault ofBearing : BearingFault.values()) {
        SyntheticBlock block = machine(seed).fault(ofBearing, 6).sensorFault(fault).block();
        Quality quality = check(GATES, block);
        String place = ofBearing + ", seed " + seed + ": " + quality;
        assertTrue(flags(quality).contains(flag), place);
        assertEquals(!flag.isUnusable(), quality.isUsable(), place);
      }
    }
  }

  @Test
  void clippingIsSeenAlsoWhereTheRangeIsNotKnown() {
    SyntheticBlock block = machine(1).sensorFault(SensorFault.CLIPPED).block();
    assertTrue(check(UNKNOWN_RANGE, block).find(QualityFlag.CLIPPED).isPresent());
  }

  @Test
  void findingHasWhatWasMeasured() {
    SyntheticBlock flat = machine(1).sensorFault(SensorFault.FLAT).block();
    Quality.Finding finding = check(GATES, flat).find(QualityFlag.FLAT).orElseThrow();
    assertEquals(2 / 3.0, finding.measured(), 0.01);
    assertEquals(0.01, finding.limit());
    SyntheticBlock fast = machine(1).sensorFault(SensorFault.WRONG_RATE).block();
    finding = check(GATES, fast).find(QualityFlag.WRONG_RATE).orElseThrow();
    assertEquals(25_600 * 1.03, finding.measured(), 1e-6);
    SyntheticBlock biased = machine(1).sensorFault(SensorFault.BIAS).block();
    assertEquals(8, check(GATES, biased).find(QualityFlag.BIAS).orElseThrow().measured(), 0.01);
  }

  @Test
  void stoppedMachineGetsNoVerdict() {
    SyntheticBlock stopped = machine(1).speed(0, 0).block();
    Quality quality = check(GATES, stopped);
    assertEquals(Set.of(QualityFlag.NOT_RUNNING), flags(quality));
    assertFalse(quality.isUsable());
    Quality withoutTachometer = GATES.check(stopped.samples(), 25_600, 25_600, 1_480, 1_480);
    Quality.Finding finding = withoutTachometer.find(QualityFlag.NOT_RUNNING).orElseThrow();
    assertEquals(0.002, finding.measured(), 0.0005, "its RMS is the sign");
  }

  @Test
  void speedThatNobodyKnowsOrThatChangesIsFlagged() {
    SyntheticBlock block = machine(1).block();
    Quality unknown = GATES.check(block.samples(), 25_600, 25_600, Double.NaN, Double.NaN);
    assertEquals(Set.of(QualityFlag.SPEED_UNKNOWN), flags(unknown));
    assertFalse(unknown.isUsable());
    SyntheticBlock ramp = machine(1).speed(1_200, 1_500).block();
    Quality unsteady = check(GATES, ramp);
    assertEquals(Set.of(QualityFlag.SPEED_UNSTEADY), flags(unsteady));
    assertEquals(0.2, unsteady.find(QualityFlag.SPEED_UNSTEADY).orElseThrow().measured(), 1e-9);
  }

  @Test
  void rateThatNobodyMeasuredIsBelieved() {
    SyntheticBlock block = machine(1).block();
    assertTrue(GATES.check(block.samples(), 25_600, Double.NaN, 1_480, 1_480).isUsable());
    assertTrue(GATES.check(block.samples(), 25_600, 25_700, 1_480, 1_480).isUsable());
    assertFalse(GATES.check(block.samples(), 25_600, 25_800, 1_480, 1_480).isUsable());
  }

  @Test
  void signalThatIsNothingButZeroIsFlat() {
    Quality quality = GATES.check(new double[2_048], 25_600, 25_600, 1_480, 1_480);
    assertEquals(Set.of(QualityFlag.FLAT, QualityFlag.NOT_RUNNING), flags(quality));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1797_Normal.npz",
        "1797_IR_7_DE12.npz",
        "1797_OR@6_7_DE12.npz",
        "1797_OR@6_14_DE12.npz",
        "1797_B_7_DE12.npz"
      })
  void publicRecordingsAreOfGoodSensors(String file) throws IOException, ProtocolException {
    double[] samples = Recordings.cwru(file);
    QualityGates gates = new QualityGates(Double.NaN, 1.5, 0.01, 1_797);
    Quality quality = gates.check(samples, 12_000, Double.NaN, 1_797, 1_797);
    assertEquals(Set.of(), flags(quality), quality.toString());
  }

  @Test
  void refusesTooFewSamples() {
    double[] few = new double[1_023];
    assertThrows(
        IllegalArgumentException.class, () -> GATES.check(few, 1_000, 1_000, 1_480, 1_480));
  }
}
