package io.omniedge.pdm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.advisory.Criterion;
import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.alarm.Level;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.baseline.Comparison;
import io.omniedge.pdm.diagnosis.Verdict;
import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.SeverityZone;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.report.AlarmLine;
import io.omniedge.pdm.report.Findings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.ReportType;
import io.omniedge.pdm.simulation.BearingFault;
import io.omniedge.pdm.simulation.SensorFault;
import io.omniedge.pdm.simulation.SyntheticBlock;
import io.omniedge.pdm.simulation.SyntheticMachine;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A machine with known truth, watched block by block, five minutes apart. */
class WatchTest {
  static final String DEFINITION =
      """
      asset: pump-7
      group: iso-20816-3-group-2
      support: rigid
      nominalRpm: 1480
      speedSource: tacho
      schedule: {normalSeconds: 300, alarmSeconds: 300}
      points:
        - name: drive-end
          source: DE
          axis: radial-horizontal
          mounting: stud
          bearing: SKF 6205-2RS JEM
      """;

  private static final long SEED = 7;
  private static final long STEP_MILLIS = 300_000;
  private static final int LEARNING = 12;

  private final SyntheticMachine synthetic =
      new SyntheticMachine(BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones(), SEED)
          .sampled(12_800, 8);
  private final List<String> refused = new ArrayList<>();
  private long atMillis = 1_700_000_000_000L;

  @TempDir private Path folder;

  private MachineWatch open() throws IOException, ProtocolException {
    return open(DEFINITION);
  }

  private MachineWatch open(String definition) throws IOException, ProtocolException {
    MachineDefinition machine = MachineDefinition.read(definition);
    MachineWatch.Settings usual = MachineWatch.Settings.of(machine.schedule());
    // The week that a baseline takes is the baseline's own test.
    Baseline.Settings soon = new Baseline.Settings(LEARNING, 0, 0.02, 16, 64);
    return MachineWatch.open(machine, usual.learning(soon), folder, refused::add);
  }

  private Block next() {
    SyntheticBlock block = synthetic.block();
    atMillis += STEP_MILLIS;
    return new Block(
        "drive-end",
        atMillis,
        new Acquisition(
            block.rateHz(),
            block.measuredRateHz(),
            SyntheticMachine.FULL_SCALE_G,
            16,
            ClockQuality.SET),
        block.slowestRpm(),
        block.fastestRpm(),
        block.samples());
  }

  private HealthReport report(MachineWatch watch) throws ProtocolException {
    return watch.take(next()).orElseThrow();
  }

  private MachineWatch learnt() throws IOException, ProtocolException {
    MachineWatch watch = open();
    for (int i = 0; i < LEARNING; i++) {
      report(watch);
    }
    return watch;
  }

  private static AlarmLine alarm(HealthReport report, String name) {
    return report.alarms().stream()
        .filter(line -> line.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static Findings findings(HealthReport report) {
    return report.findings().orElseThrow();
  }

  @Test
  void healthyMachineIsInItsZoneWithoutAnAlarm() throws IOException, ProtocolException {
    MachineWatch watch = open();
    for (int i = 1; i <= 2 * LEARNING; i++) {
      HealthReport report = report(watch);
      assertEquals(i, report.sequence());
      assertEquals(i == 1 ? ReportType.FULL : ReportType.SUMMARY, report.type(), "block " + i);
      assertEquals(Level.OK, report.level(), report.levelReason());
      assertEquals(SeverityZone.B, findings(report).severity().orElseThrow().zone());
      assertEquals(Verdict.HEALTHY, findings(report).bearing().orElseThrow().verdict());
      assertTrue(report.alarms().stream().allMatch(line -> line.state() == Alarm.State.NORMAL));
      assertEquals(i == 1, report.spectrum().isPresent());
      assertEquals(i >= LEARNING, findings(report).anomaly().isPresent(), "block " + i);
    }
  }

  @Test
  void growingFaultOfTheInnerRaceIsNamedBeforeTheZoneGetsWorse()
      throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    Optional<Double> namedAtDb = Optional.empty();
    Optional<Double> alertAtDb = Optional.empty();
    for (double snrDb = -30; snrDb <= 12; snrDb += 1.5) {
      synthetic.fault(BearingFault.INNER_RACE, snrDb);
      Optional<HealthReport> report = watch.take(next());
      AlarmLine bearing = report.map(each -> alarm(each, "bearing")).orElseThrow();
      if (namedAtDb.isEmpty() && bearing.state() == Alarm.State.UNACKNOWLEDGED) {
        namedAtDb = Optional.of(snrDb);
        assertEquals(ReportType.ALARM, report.orElseThrow().type());
        assertTrue(report.orElseThrow().envelopeSpectrum().isPresent());
        assertEquals(Criterion.BEARING_INNER_RACE, bearing.criterion());
        assertEquals(
            SeverityZone.B, findings(report.orElseThrow()).severity().orElseThrow().zone());
      }
      if (alertAtDb.isEmpty() && bearing.level() == Level.ALERT) {
        alertAtDb = Optional.of(snrDb);
        assertTrue(report.orElseThrow().advice().get(0).text().contains("replace the bearing"));
      }
    }
    System.out.printf(
        "inner race that grows from -30 dB by 1.5 dB a block, seed %d: alarm at %s dB, alert at %s"
            + " dB%n",
        SEED, namedAtDb.orElse(Double.NaN), alertAtDb.orElse(Double.NaN));
    // At 0 dB its power is that of all the noise, and still some blocks are left.
    assertTrue(namedAtDb.orElse(99.0) <= 0, "named at " + namedAtDb);
    assertTrue(alertAtDb.orElse(99.0) > namedAtDb.orElse(99.0), "alert at " + alertAtDb);
  }

  @Test
  void looseCableIsAFaultOfTheSensorAndNoVerdict() throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    synthetic.sensorFault(SensorFault.LOOSE_CABLE);
    HealthReport report = report(watch);
    assertEquals(Level.UNKNOWN, report.level());
    assertTrue(report.levelReason().startsWith("sensor fault"), report.levelReason());
    assertTrue(report.findings().isEmpty());
    assertTrue(report.advice().get(0).text().contains("cable"), report.advice().toString());
    assertEquals(Level.UNKNOWN, alarm(report, "zone").level());
    report(watch);
    report = report(watch);
    assertEquals(ReportType.ALARM, report.type());
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm(report, "sensor").state());
    assertEquals(Criterion.SENSOR_FAULT, alarm(report, "sensor").criterion());

    synthetic.sensorFault(SensorFault.NONE);
    assertEquals(Level.OK, report(watch).level());
  }

  @Test
  void stoppedMachineIsNotJudgedAndGoesOnWhereItWas() throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    synthetic.speed(0, 0);
    for (int i = 0; i < 4; i++) {
      HealthReport report = report(watch);
      assertEquals(Level.UNKNOWN, report.level());
      assertEquals("the machine stands", report.levelReason());
      assertEquals(Alarm.State.NORMAL, alarm(report, "sensor").state());
    }
    synthetic.speed(1_480, 1_480);
    HealthReport report = report(watch);
    assertEquals(Level.OK, report.level(), report.levelReason());
    assertTrue(findings(report).anomaly().isPresent(), "its baseline is still there");
  }

  @Test
  void machineWithoutASpeedSensorStandsWhereItIsQuiet() throws IOException, ProtocolException {
    MachineWatch watch = open(DEFINITION.replace("speedSource: tacho\n", ""));
    assertEquals(Level.OK, report(watch).level());
    synthetic.speed(0, 0);
    assertEquals("the machine stands", report(watch).levelReason());
    synthetic.speed(1_480, 1_480).sensorFault(SensorFault.FLAT);
    assertEquals("sensor fault: FLAT", report(watch).levelReason());
  }

  @Test
  void rampOfTheSpeedIsNotJudged() throws IOException, ProtocolException {
    MachineWatch watch = open();
    synthetic.speed(1_200, 1_480);
    HealthReport report = report(watch);
    assertEquals(Level.UNKNOWN, report.level());
    assertEquals("the speed was not steady", report.levelReason());
  }

  @Test
  void restartedWatchSaysTheSameAsOneThatWasNot() throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    synthetic.fault(BearingFault.INNER_RACE, 0);
    HealthReport before = report(watch);
    for (int i = 0; i < 3; i++) {
      before = report(watch);
    }
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm(before, "bearing").state());
    watch.save(folder, "drive-end");
    MachineWatch restarted = open();
    assertEquals(List.of(), refused);
    for (int i = 0; i < 3; i++) {
      Block block = next();
      HealthReport report = restarted.take(block).orElseThrow();
      assertEquals(watch.take(block).orElseThrow().toJson(), report.toJson());
      assertEquals(before.sequence() + 1 + i, report.sequence());
      assertEquals(1, alarm(report, "bearing").occurrence());
      assertTrue(
          findings(report).features().stream()
              .allMatch(row -> row.comparison() instanceof Comparison.Compared));
    }
  }

  @Test
  void brokenStateStartsAnewAndSaysSo() throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    watch.save(folder, "drive-end");
    try (var files = Files.list(folder)) {
      Path file = files.findFirst().orElseThrow();
      byte[] half = Files.readAllBytes(file);
      Files.write(file, java.util.Arrays.copyOf(half, half.length / 2));
    }
    assertEquals(1, report(open()).sequence());
    assertEquals(1, refused.size(), refused.toString());
    assertTrue(refused.get(0).startsWith("watch-"), refused.get(0));
  }

  @Test
  void relearntPointTakesWhatComesAsOrdinary() throws IOException, ProtocolException {
    MachineWatch watch = learnt();
    assertTrue(findings(report(watch)).anomaly().isPresent());
    watch.relearn("drive-end");
    assertFalse(findings(report(watch)).anomaly().isPresent());
  }

  @Test
  void blockThatIsNoneIsRefusedWithItsPlace() throws IOException, ProtocolException {
    MachineWatch watch = open();
    Acquisition at = Acquisition.of(12_800, ClockQuality.SET);
    double[] samples = new double[2_048];
    samples[5] = Double.NaN;
    ProtocolException nan =
        assertThrows(
            ProtocolException.class,
            () -> watch.take(new Block("drive-end", 0, at, 1_480, 1_480, samples)));
    assertTrue(String.valueOf(nan.getMessage()).contains("drive-end[5]"), nan.getMessage());
    assertThrows(
        ProtocolException.class,
        () -> watch.take(new Block("fan-end", 0, at, 1_480, 1_480, samples)));
    assertThrows(
        ProtocolException.class,
        () -> watch.take(new Block("drive-end", 0, at, 1_480, 1_480, new double[9])));
  }

  @Test
  void documentOfARealReportFits() throws IOException, ProtocolException {
    byte[] document = report(open()).toJson().toBytes();
    String text = new String(document, StandardCharsets.UTF_8);
    assertTrue(text.contains("\"envelopeSpectrum\""), text);
    assertTrue(document.length < HealthReport.MAX_BYTES / 2, document.length + " bytes");
  }
}
