package io.omniedge.pdm.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.report.Report;
import io.omniedge.pdm.Eventually;
import io.omniedge.pdm.machine.BearingLibrary;
import io.omniedge.pdm.simulation.BearingFault;
import io.omniedge.pdm.simulation.SyntheticMachine;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The components as the runtime puts them together, from samples to a report at the manager. */
class WatchToManagerTest {
  private static final String PUMP =
      """
      asset: pump-7
      group: iso-20816-3-group-2
      support: rigid
      nominalRpm: 1480
      schedule: {normalSeconds: 60, alarmSeconds: 1}
      points:
        - name: drive-end
          source: DE
          axis: radial-horizontal
          mounting: stud
          bearing: SKF 6205-2RS JEM
      """;

  private static final int RATE_HZ = 12_800;
  private static final int SECONDS = 8;

  /** A plugin that takes its time, and then has nothing to say. */
  private record Reporter(Runnable work) implements HealthReporter {
    @Override
    public long generation() {
      return 1;
    }

    @Override
    public void configure(
        List<String> actuators, double rateHz, long reportSeconds, double sensitivity) {}

    @Override
    public void samples(List<SampleBlock> channels) {}

    @Override
    public Optional<byte[]> report() {
      work.run();
      return Optional.empty();
    }
  }

  @TempDir private Path folder = Path.of("");
  private final FakeReportChannel channel = new FakeReportChannel();
  private ManagerOutletComponent outlet;
  private WatchComponent watch;

  @BeforeEach
  void start() throws IOException {
    outlet = new ManagerOutletComponent(Contexts.of(folder), Map.of());
    outlet.bindChannel(channel);
    watch = new WatchComponent(Contexts.of(folder), Map.of());
    watch.addOutlet(outlet);
    assertEquals("no machine is watched\n", watch.alarms());
  }

  @AfterEach
  void stop() throws InterruptedException {
    watch.deactivate();
    outlet.deactivate();
  }

  private static double[] samples() {
    return new SyntheticMachine(BearingLibrary.find("SKF 6205-2RS JEM").orElseThrow().tones(), 7)
        .sampled(RATE_HZ, SECONDS)
        .speed(1_480, 1_480)
        .fault(BearingFault.INNER_RACE, 15)
        .block()
        .samples();
  }

  private void record() throws IOException {
    StringBuilder csv = new StringBuilder("DE\n");
    for (double sample : samples()) {
      csv.append(sample).append('\n');
    }
    Path recordings = Files.createDirectories(folder.resolve("pdm/recordings"));
    Files.writeString(recordings.resolve("inner-race.csv"), csv);
  }

  private void configure(Map<String, Object> more) {
    Map<String, Object> form = new HashMap<>(more);
    form.put("enabled", true);
    form.putIfAbsent("machines", PUMP);
    watch.modified(form);
  }

  private void replay() throws IOException {
    record();
    configure(Map.of("replay", "inner-race.csv", "replayRateHz", RATE_HZ, "replaySpeed", 20));
    assertEquals(List.of(), watch.problems());
  }

  private JsonObject report(int number) {
    Eventually.holds("report " + number, () -> channel.sent().size() >= number);
    try {
      return JsonReader.readObject(channel.sent().get(number - 1).body(), 1 << 20);
    } catch (io.omniedge.protocol.ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(JsonObject report, String name) {
    return report.find(name).orElseThrow().toJson();
  }

  @Test
  void aReplayedRecordingOfAnInnerRaceBecomesAReportAndAnAlarm() throws Exception {
    replay();
    JsonObject first = report(1);
    assertTrue(text(first, "bearing").contains("\"verdict\":\"INNER_RACE\""));
    assertEquals("true", text(first, "replayed"));
    assertTrue(text(first, "configuration").matches("\"[0-9a-f]{64}\""));
    Eventually.holds(
        "an alarm",
        () ->
            channel.sent().stream()
                .anyMatch(each -> new String(each.body(), UTF_8).contains("\"type\":\"ALARM\"")));
    assertTrue(watch.alarms().contains("bearing"), watch.alarms());
    assertTrue(watch.status().contains("watch: pump-7/drive-end"), watch.status());
    assertTrue(watch.status().contains("alarms: bearing"), watch.status());
    assertEquals(List.of(), watch.problems(), "an alarm of a machine is no problem of the gateway");
    Report sent = channel.sent().get(0);
    assertEquals("pdm-report", sent.kind());
  }

  @Test
  void anAlarmIsAcknowledgedShelvedAndLearntAnewFromTheShell() throws Exception {
    replay();
    Eventually.holds("an alarm", () -> watch.alarms().contains("bearing ADVISE UNACKNOWLEDGED"));
    assertEquals("done\n", watch.acknowledge("pump-7/drive-end", "bearing"));
    assertTrue(watch.alarms().contains("bearing ADVISE ACKNOWLEDGED"), watch.alarms());
    assertEquals("done\n", watch.shelve("pump-7/drive-end", "bearing", 60, "bearing is ordered"));
    assertTrue(watch.alarms().contains("ACKNOWLEDGED shelved until 20"), watch.alarms());
    assertEquals("done\n", watch.unshelve("pump-7/drive-end", "bearing"));
    assertFalse(watch.alarms().contains("shelved"), watch.alarms());
    assertEquals("done\n", watch.relearn("pump-7/drive-end"));
    assertEquals(
        "point \"pump-8\": there is none of this name\n", watch.acknowledge("pump-8", "bearing"));
    assertTrue(watch.acknowledge("pump-7/drive-end", "noise").contains("there is no such alarm"));
    assertTrue(watch.shelve("pump-7/drive-end", "bearing", 100_000, "x").contains("it must be"));
  }

  @Test
  void anAlarmThatSomebodySawAtTheManagerIsAcknowledgedIfItStillIsThatOne() throws Exception {
    replay();
    Eventually.holds("an alarm", () -> watch.alarms().contains("bearing ADVISE UNACKNOWLEDGED"));
    String point = "pump-7/drive-end";
    assertEquals(
        "it is over: there is another one by now, or none",
        watch.acknowledge(point, "bearing", 2, "anna"));
    assertTrue(watch.alarms().contains("bearing ADVISE UNACKNOWLEDGED"), watch.alarms());
    assertEquals("acknowledged", watch.acknowledge(point, "bearing", 1, "anna"));
    assertTrue(watch.alarms().contains("bearing ADVISE ACKNOWLEDGED"), watch.alarms());
    assertThrows(
        IllegalArgumentException.class, () -> watch.acknowledge(point, "noise", 1, "anna"));
    assertThrows(
        IllegalArgumentException.class, () -> watch.acknowledge("x", "bearing", 1, "anna"));
  }

  @Test
  void sequencesGoOnOverARestart() throws Exception {
    replay();
    report(1);
    watch.deactivate();
    int before = channel.sent().size();
    watch = new WatchComponent(Contexts.of(folder), Map.of());
    watch.addOutlet(outlet);
    configure(Map.of("replay", "inner-race.csv", "replayRateHz", RATE_HZ, "replaySpeed", 20));
    String last = text(report(before), "sequence");
    assertEquals(Long.parseLong(last) + 1, Long.parseLong(text(report(before + 1), "sequence")));
    try (Stream<Path> files = Files.list(folder.resolve("pdm/watch-replay"))) {
      // The next state may be on its way beside it.
      assertEquals(1, files.filter(file -> file.toString().endsWith(".json")).count());
    }
    assertFalse(Files.exists(folder.resolve("pdm/watch")), "a replay teaches the machine nothing");
  }

  @Test
  void samplesOfTheBuffersBecomeAReport() throws Exception {
    TriageComponent triage =
        new TriageComponent(Contexts.of(folder), Map.of("bufferKilobytes", 16_384));
    watch.bindTriage(triage);
    configure(Map.of("blockSeconds", SECONDS - 2));
    double[] samples = samples();
    long first = (System.currentTimeMillis() - 1_000L * SECONDS) * 1_000_000L;
    triage.take(new SampleBlock("DE", first, RATE_HZ, samples));
    JsonObject report = report(1);
    assertTrue(text(report, "bearing").contains("\"verdict\":\"INNER_RACE\""));
    assertEquals(Optional.empty(), report.find("replayed"));
    assertTrue(text(report, "acquisition").contains("\"rateHz\":12800"));
    watch.unbindTriage(triage);
    triage.deactivate();
  }

  @Test
  void nobodyWaitsForAPluginToHearHowAMachineFares() throws Exception {
    CountDownLatch isAsked = new CountDownLatch(1);
    CountDownLatch answers = new CountDownLatch(1);
    watch.bindReporter(
        new Reporter(
            () -> {
              isAsked.countDown();
              awaited(answers);
            }));
    record();
    configure(
        Map.of(
            "machines",
            PUMP + "plugin: extend\n",
            "replay",
            "inner-race.csv",
            "replayRateHz",
            RATE_HZ,
            "replaySpeed",
            20));
    awaited(isAsked);
    assertEquals(List.of(), watch.problems());
    assertTrue(watch.status().contains("pump-7/drive-end no report yet"), watch.status());
    assertEquals("pump-7/drive-end:", watch.alarms().strip().split(" ")[0]);
    answers.countDown();
    report(1);
    Eventually.holds("what is told", () -> !watch.status().contains("no report yet"));
  }

  private static void awaited(CountDownLatch what) {
    try {
      assertTrue(what.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAKilledProcessLeftHalfSavedIsDeleted() throws Exception {
    Path learnt = Files.createDirectories(folder.resolve("pdm/watch"));
    Path leftover = Files.writeString(learnt.resolve("watch-x.json.1.tmp"), "{");
    configure(Map.of());
    assertFalse(Files.exists(leftover));
  }

  @Test
  void aWrongFormIsToldAndTheOneBeforeStays() throws Exception {
    replay();
    report(1);
    watch.modified(
        Map.of("enabled", true, "machines", PUMP.replace("mounting: stud", "mounting: glue")));
    assertEquals(
        List.of(
            "machine 1: line 10, points[0].mounting \"\"glue\"\": it must be one of stud, adhesive,"
                + " magnet, probe"),
        watch.problems());
    assertTrue(watch.status().contains("watch: 1 machines"), watch.status());
    watch.modified(Map.of("enabled", false));
    assertTrue(watch.status().contains("watch: 0 machines"), watch.status());
  }
}
