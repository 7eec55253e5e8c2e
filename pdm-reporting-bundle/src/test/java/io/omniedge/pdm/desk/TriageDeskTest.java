package io.omniedge.pdm.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.data.TriageAction;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.clip.ClipStore;
import io.omniedge.pdm.clip.McapReader;
import io.omniedge.pdm.outlet.Outlet;
import io.omniedge.pdm.store.ManualClock;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.StoreSettings;
import io.omniedge.pdm.triage.DropReason;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TriageDeskTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long START = 1_780_315_200L;

  @TempDir private Path folder = Path.of("");
  private final Map<String, Object> form = new TreeMap<>();
  private final List<String> sent = new ArrayList<>();
  private final ManualClock clock = new ManualClock();
  private final Outlet outlet =
      new Outlet(
          "cloud",
          Departure.Destination.CLOUD,
          "",
          MessageStore.inMemory(StoreSettings.IN_MEMORY, 1, clock.now()),
          clock);
  private ClipStore store;
  private TriageDesk desk;
  private long second;

  @BeforeEach
  void open() throws IOException {
    store = ClipStore.open(folder, 1 << 24);
    desk = new TriageDesk(settings(), store, () -> Instant.ofEpochSecond(START + second));
    outlet.over(
        (parcel, data) -> {
          sent.add(new String(data, UTF_8));
          return null;
        });
  }

  private DeskSettings settings() {
    FormProperties properties = new FormProperties(form);
    DeskSettings settings = DeskSettings.read(properties);
    assertEquals(List.of(), properties.problems());
    return settings;
  }

  private void configure(String name, Object value) {
    form.put(name, value);
    desk.configure(settings());
  }

  private static long nanos(double second) {
    return START * SECOND + (long) (second * SECOND);
  }

  /** A sample each second, of these values, and the worker's round after each. */
  private void run(String source, double... values) {
    for (double value : values) {
      desk.take(new SampleBlock(source, nanos((double) second), 0, new double[] {value}));
      desk.step(second * SECOND);
      while (outlet.step(second * SECOND, Instant.ofEpochSecond(START + second))) {
        assertTrue(sent.size() < 1_000);
      }
      second++;
    }
  }

  private List<String> clip(int index) throws IOException {
    return McapReader.read(store.files().get(index)).messages().stream()
        .map(line -> line.replaceAll(" \\d+ .*:", " ").replace("}", ""))
        .toList();
  }

  private Map<String, String> facts(int index) throws IOException {
    return McapReader.read(store.files().get(index)).facts();
  }

  @Test
  void withoutAnAdvisorTheOperatorsOwnActionCounts() throws IOException {
    configure("triggers", "hot threshold */t above=80 before=2 after=3");
    desk.take(new SampleBlock("pump-1/other", nanos(9), 0, new double[] {7}));
    desk.take(new SampleBlock("fan/t", nanos(9), 0, new double[] {7}));
    second = 8;
    run("pump-1/t", 1, 2, 3, 90, 4, 5);
    assertEquals(List.of(), store.files(), "what comes after belongs to it");
    run("pump-1/t", 6, 7, 8);
    assertEquals(
        List.of(
            "pump-1/t 2.0",
            "pump-1/other 7.0",
            "pump-1/t 3.0",
            "pump-1/t 90.0",
            "pump-1/t 4.0",
            "pump-1/t 5.0"),
        clip(0),
        "with its neighbour, without another machine");
    assertEquals("rule", facts(0).get("decided-by"));
    assertEquals("90.0", facts(0).get("value"));
    assertEquals("2026-06-01T12:00:11Z", facts(0).get("fired"));
  }

  @Test
  void anAdvisorIsToldWhatThereIsAndDecides() throws IOException {
    FakeAdvisor advisor =
        new FakeAdvisor(
            List.of(FakeAdvisor.above("vibration", 7.1)),
            () -> new TriageAction(TriageAction.Kind.CLIP, 1, 1, TriageAction.Priority.NORMAL));
    desk.advised(advisor);
    run("pump-1/x", 1, 2, 8.2, 3, 4, 5);
    assertEquals(
        List.of("configure 4194304 120 [pump-1/x]", "vibration pump-1/x 8.2"), advisor.heard);
    assertEquals(List.of("pump-1/x 2.0", "pump-1/x 8.2"), clip(0));
    assertEquals("advisor", facts(0).get("decided-by"));
  }

  @Test
  void anotherGenerationOrOtherSourcesAreToldAnew() {
    FakeAdvisor advisor = new FakeAdvisor(List.of(), () -> TriageAction.STORE);
    desk.advised(advisor);
    run("a", 1, 2);
    advisor.generation = 2;
    run("a", 1);
    assertEquals(2, advisor.heard.size());
    run("b", 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
    assertEquals(3, advisor.heard.size(), "a plant that starts is told once");
    assertEquals("configure 4194304 120 [a, b]", advisor.heard.get(2));
    desk.advised(null);
    run("a", 100);
    assertEquals(3, advisor.heard.size());
  }

  @Test
  void whatAnAdvisorDiscardsIsNotKept() {
    FakeAdvisor advisor =
        new FakeAdvisor(
            List.of(FakeAdvisor.above("v", 5)),
            () -> new TriageAction(TriageAction.Kind.DISCARD, 0, 0, TriageAction.Priority.NORMAL));
    desk.advised(advisor);
    run("a", 1, 9, 1, 1, 1);
    assertEquals("v a 9.0", advisor.heard.get(1));
    assertEquals(List.of(), store.files());
  }

  @Test
  void anAdvisorThatFailsHasAllStored() throws IOException {
    desk.advised(
        new FakeAdvisor(
            List.of(FakeAdvisor.above("v", 5)),
            () -> {
              throw new IllegalStateException("a bug of theirs");
            }));
    run("a", 1, 2, 3, 9, 1, 1);
    assertEquals(List.of("a 1.0", "a 2.0", "a 3.0", "a 9.0"), clip(0));
    assertEquals("nobody", facts(0).get("decided-by"));
  }

  @Test
  void aStreamLeavesThroughTheGate() {
    configure("streamSeconds", 3);
    desk.leaving(outlet);
    List<String> asked = new ArrayList<>();
    outlet.past(
        departure -> {
          asked.add(departure.dataType());
          return Clearance.as(departure.data());
        });
    desk.advised(
        new FakeAdvisor(
            List.of(FakeAdvisor.above("v", 5)),
            () ->
                new TriageAction(TriageAction.Kind.STREAM, 0, 0, TriageAction.Priority.CRITICAL)));
    run("a", 1, 2, 9, 3, 4, 5, 6, 7);
    assertEquals(asked.size(), sent.size());
    assertTrue(
        sent.get(0).startsWith("{\"class\":\"P0\",\"kind\":\"stream\",\"sources\":["), sent.get(0));
    assertEquals(
        List.of("[2]", "[9]", "[3]", "[4]"),
        sent.stream()
            .map(message -> message.replaceAll(".*\"values\":(\\[[^]]*]).*", "$1"))
            .toList());
    assertEquals(4, desk.ledger().balance().sent(), "2, 9, 3, 4");
    assertEquals(0, desk.ledger().balance().waiting());
  }

  @Test
  void whatComplianceBlocksDoesNotLeave() {
    configure("rules", "a P1 cloud");
    desk.leaving(outlet);
    outlet.past(departure -> Clearance.blocked("no"));
    run("a", 1, 2, 3);
    assertEquals(List.of(), sent);
    assertEquals(Map.of(DropReason.BLOCKED, 3L), desk.ledger().balance().dropped());
  }

  @Test
  void rulesSendBatchesAndWriteFiles() throws IOException {
    configure("rules", "a P3 cloud\nb P4 local window=2\nc P0 cloud");
    configure("batchSeconds", 5);
    configure("recordSeconds", 10);
    desk.leaving(outlet);
    run("c", 1);
    assertEquals(1, sent.size(), "P0 leaves at once");
    run("a", 1, 2, 3);
    assertEquals(1, sent.size());
    run("a", 4, 5, 6);
    assertEquals(
        "{\"class\":\"P3\",\"kind\":\"samples\",\"sources\":[{\"from-us\":1780315201000000,"
            + "\"offsets-us\":[0,1000000,2000000,3000000,4000000],\"source\":\"a\","
            + "\"values\":[1,2,3,4,5]}],\"v\":1}",
        sent.get(1));
    run("b", 1, 3, 5, 7);
    assertEquals(List.of("b 1.0", "b 4.0"), clip(0));
    desk.close();
    outlet.step(second * SECOND, Instant.ofEpochSecond(START));
    outlet.close();
    assertEquals(0, desk.ledger().balance().waiting(), desk.status());
    assertEquals(3, desk.ledger().balance().stored(), "1, 4 and 7");
    assertEquals(1, desk.ledger().balance().aggregated());
  }

  @Test
  void withoutAnOutletNothingIsForgottenSilently() {
    configure("rules", "a P3 cloud");
    run("a", 1, 2);
    desk.close();
    assertEquals(Map.of(DropReason.NO_LINK, 2L), desk.ledger().balance().dropped());
    assertTrue(desk.status().contains("dropped NO_LINK: 2, the last: samples a P3"), desk.status());
  }

  @Test
  void somebodyFiresATriggerByHand() throws IOException {
    configure("triggers", "look manual pump-* before=60 after=0\nodd anomaly * before=60 after=0");
    run("pump-1/x", 1, 2, 3);
    assertEquals(
        1, desk.fire(Trigger.Kind.MANUAL, "pump-1/x", OptionalDouble.empty(), Optional.empty()));
    run("pump-1/x", 4, 5);
    assertEquals("MANUAL", facts(0).get("kind"));
    desk.fire(Trigger.Kind.ANOMALY, "pump-1/x", OptionalDouble.of(0.9), Optional.of("danger"));
    run("pump-1/x", 6, 7);
    assertTrue(store.files().toString().contains("-P1-odd"), store.files().toString());
  }

  @Test
  void aTriggerThatFiresAgainMakesItsClipLonger() throws IOException {
    configure("triggers", "hot threshold * above=80 pause=0 hysteresis=1 before=1 after=3");
    run("a", 1, 90, 1, 90, 1, 2, 3, 4, 5);
    assertEquals(1, store.files().size());
    assertEquals("2", facts(0).get("times-fired"));
    assertEquals(6, clip(0).size());
  }

  @Test
  void aClipLeavesIfItIsSmallEnough() {
    configure("triggers", "hot threshold * above=80 before=1 after=0");
    configure("uploadClips", true);
    desk.leaving(outlet);
    run("a", 1, 90, 1, 2, 3);
    assertEquals(1, sent.size());
    assertTrue(sent.get(0).contains("MCAP0"), "the file as it is");
  }

  @Test
  void aPeriodicTriggerOfAPatternTakesAllItMatches() throws IOException {
    configure("triggers", "all periodic pump-* every=3 before=10 after=0");
    desk.take(new SampleBlock("fan/x", nanos(0), 0, new double[] {7}));
    desk.take(new SampleBlock("pump-2/x", nanos(0), 0, new double[] {8}));
    run("pump-1/x", 1, 2, 3, 4, 5, 6);
    assertEquals(
        List.of("pump-1/x 1.0", "pump-1/x 2.0", "pump-1/x 3.0", "pump-2/x 8.0"),
        clip(0).stream().sorted().toList());
  }
}
