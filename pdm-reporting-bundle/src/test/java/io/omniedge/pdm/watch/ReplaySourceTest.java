package io.omniedge.pdm.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.diagnosis.Verdict;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.recording.Channel;
import io.omniedge.pdm.recording.Recording;
import io.omniedge.pdm.recording.Recordings;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.protocol.ProtocolException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySourceTest {
  private static final String CWRU =
      """
      asset: test rig
      nominalRpm: 1797
      lineFrequencyHz: 60
      points:
        - name: drive-end
          source: DE
          axis: radial-vertical
          mounting: magnet
          bearing: SKF 6205-2RS JEM
      """;

  /** Ten samples at 10 Hz that count. */
  private static Recording counting() {
    double[] samples = new double[10];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = i;
    }
    return new Recording(List.of(new Channel("DE", samples)), 10, "g");
  }

  private static ReplaySource source(boolean loops, boolean isRealTime) throws ProtocolException {
    return new ReplaySource(
        MachineDefinition.read(CWRU),
        counting(),
        new ReplaySource.Settings(0.4, 1_000, loops, isRealTime));
  }

  @Test
  void playsWholeBlocksOnceOneAfterTheOther() throws ProtocolException {
    ReplaySource source = source(false, false);
    Block first = source.next(0).orElseThrow();
    assertEquals("drive-end", first.point());
    assertEquals(1_000, first.atMillis());
    assertEquals(4, first.samples().length);
    Block second = source.next(0).orElseThrow();
    assertEquals(1_400, second.atMillis());
    assertEquals(4, second.samples()[0]);
    assertTrue(source.isDone());
    assertTrue(source.next(0).isEmpty());
  }

  @Test
  void loopStartsAgainAndItsTimeGoesOn() throws ProtocolException {
    ReplaySource source = source(true, false);
    assertTrue(source.next(0).isPresent());
    assertTrue(source.next(0).isPresent());
    Block third = source.next(0).orElseThrow();
    assertEquals(0, third.samples()[0]);
    assertEquals(1_800, third.atMillis());
    assertFalse(source.isDone());
  }

  @Test
  void blockInRealTimeIsThereWhenItsTimeHasPassed() throws ProtocolException {
    ReplaySource source = source(true, true);
    assertTrue(source.next(1_399).isEmpty());
    assertEquals(1_000, source.next(1_400).orElseThrow().atMillis());
    assertTrue(source.next(1_400).isEmpty());
  }

  @Test
  void refusesARecordingWithoutABlockForTheMachine() throws ProtocolException {
    MachineDefinition machine = MachineDefinition.read(CWRU);
    Recording other = new Recording(List.of(new Channel("FE", new double[10])), 10, "g");
    ReplaySource.Settings once = new ReplaySource.Settings(0.4, 0, false, false);
    ProtocolException none =
        assertThrows(ProtocolException.class, () -> new ReplaySource(machine, other, once));
    assertTrue(String.valueOf(none.getMessage()).contains("FE"), none.getMessage());
    assertThrows(
        ProtocolException.class,
        () ->
            new ReplaySource(machine, counting(), new ReplaySource.Settings(1.1, 0, false, false)));
  }

  @Test
  void replayedRecordingOfAnInnerRaceIsReportedAsOne(@TempDir Path folder)
      throws IOException, ProtocolException {
    Path file = Recordings.file("cwru/1797_IR_7_DE12.npz");
    MachineDefinition machine = MachineDefinition.read(CWRU);
    Recording recording;
    try (InputStream stream = Files.newInputStream(file)) {
      recording = Recording.read(file.toString(), stream, new Recording.Settings(12_000, "g", 1));
    }
    ReplaySource source =
        new ReplaySource(machine, recording, new ReplaySource.Settings(5, 0, false, false));
    MachineWatch watch =
        MachineWatch.open(
            machine, MachineWatch.Settings.of(machine.schedule()), folder, refused -> {});
    HealthReport report = watch.take(source.next(0).orElseThrow()).orElseThrow();
    assertEquals(
        Verdict.INNER_RACE,
        report.findings().orElseThrow().bearing().orElseThrow().verdict(),
        report.levelReason());
    String document = report.toJson().toJson();
    assertTrue(report.advice().get(0).text().contains("inner race"), document);
    assertTrue(document.contains("\"verdict\":\"INNER_RACE\""), document);
    System.out.printf(
        "%s: %s, %s; %d bytes%n",
        file.getFileName(), report.level(), report.levelReason(), report.toJson().toBytes().length);
    // Without limits and a baseline the bearing alone speaks, so this is all of it.
    assertEquals(machine.schedule().alarmSeconds(), watch.secondsToNext("drive-end"));
  }
}
