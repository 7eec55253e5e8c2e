package io.omniedge.pdm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.alarm.Alarm;
import io.omniedge.pdm.baseline.Baseline;
import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.SeverityZone;
import io.omniedge.pdm.prognosis.Outlook;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.report.Findings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.report.Trend;
import io.omniedge.pdm.simulation.SyntheticBlock;
import io.omniedge.pdm.simulation.SyntheticMachine;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is only seen over many blocks, an hour apart. */
class LongWatchTest {
  private static final long HOUR_MILLIS = 3_600_000;
  private static final int LEARNING = 50;

  @TempDir private Path folder;

  /** A machine and its watch. */
  private static final class Pair {
    private final SyntheticMachine synthetic;
    private final MachineWatch watch;
    private long atMillis = 1_700_000_000_000L;

    Pair(long seed, Path folder) throws IOException, ProtocolException {
      synthetic =
          new SyntheticMachine(BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones(), seed)
              .sampled(12_800, 8);
      MachineDefinition machine = MachineDefinition.read(WatchTest.DEFINITION);
      watch =
          MachineWatch.open(
              machine,
              MachineWatch.Settings.of(machine.schedule())
                  .learning(new Baseline.Settings(LEARNING, 0, 0.02, 16, 64)),
              folder,
              refused -> {});
    }

    HealthReport next() throws ProtocolException {
      SyntheticBlock block = synthetic.block();
      atMillis += HOUR_MILLIS;
      return watch
          .take(
              new Block(
                  "drive-end",
                  atMillis,
                  Acquisition.of(block.rateHz(), ClockQuality.SET),
                  block.slowestRpm(),
                  block.fastestRpm(),
                  block.samples()))
          .orElseThrow();
    }
  }

  @Test
  void healthyMachinesRaiseNoAlarm() throws IOException, ProtocolException {
    int blocks = 200;
    for (long seed = 1; seed <= 3; seed++) {
      Pair pair = new Pair(seed, folder);
      for (int i = 0; i < blocks; i++) {
        HealthReport report = pair.next();
        assertTrue(
            report.alarms().stream().allMatch(line -> line.state() == Alarm.State.NORMAL),
            "seed " + seed + ", block " + i + ": " + report.alarms());
      }
    }
  }

  @Test
  void risingVibrationHasAnOutlookBeforeItIsInZoneD() throws IOException, ProtocolException {
    Pair pair = new Pair(11, folder);
    for (int i = 0; i < LEARNING; i++) {
      pair.next();
    }
    int hours = 0;
    int saidAtHour = -1;
    double saidHours = Double.NaN;
    SeverityZone zone = SeverityZone.B;
    while (zone != SeverityZone.D) {
      hours++;
      assertTrue(hours < 200, "it never got there");
      pair.synthetic.load(1 + 0.03 * hours);
      HealthReport report = pair.next();
      Findings findings = report.findings().orElseThrow();
      zone = findings.severity().orElseThrow().zone();
      Trend trend = findings.trend().orElseThrow();
      if (saidAtHour < 0 && trend.outlook() instanceof Outlook.RemainingLife life) {
        saidAtHour = hours;
        saidHours = (double) life.medianMillis() / HOUR_MILLIS;
        assertTrue(
            report.advice().stream().anyMatch(each -> each.text().contains("interval")),
            report.advice().toString());
      }
    }
    System.out.printf(
        "vibration that rises for %d hours to zone D, seed 11: first outlook %.0f hours before,"
            + " median %.0f hours%n",
        hours, (double) hours - saidAtHour, saidHours);
    assertTrue(saidAtHour > 0, "nothing was said");
    // The first outlook stands on a dozen points: within a factor of two it is a good one.
    double ratio = saidHours / (hours - saidAtHour);
    assertTrue(ratio > 0.5 && ratio < 2, "median is " + ratio + " of the truth");
    HealthReport last = pair.next();
    assertEquals(
        Alarm.State.UNACKNOWLEDGED,
        last.alarms().stream()
            .filter(line -> line.name().equals("zone"))
            .findFirst()
            .orElseThrow()
            .state());
  }
}
