package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Reports of a watched machine on their way to the manager. */
@Tag("netns")
class ReportTest {
  private static final String WATCH = "io.omniedge.pdm.Watch";
  private static final Path RECORDING =
      Path.of(System.getProperty("omniedge.root"), "itests/src/demo/bearing.awk");

  /** A line of its status: sent, and of these waiting. */
  private static final Pattern SENT =
      Pattern.compile(
          "outlet io.omniedge.pdm.ManagerOutlet: (\\d+) messages sent \\([^)]*\\), (\\d+) waiting");

  /** As YAML allows it on one line. */
  private static final String PUMP =
      "{asset: pump-7, group: iso-20816-3-group-2, support: rigid, nominalRpm: 1797,"
          + " schedule: {normalSeconds: 4, alarmSeconds: 4}, points: [{name: drive-end,"
          + " source: drive-end, axis: radial-horizontal, mounting: stud,"
          + " bearing: SKF 6205-2RS JEM}]}";

  /** A bearing that fails within twenty seconds, again and again, twenty times as fast. */
  private static void watch(Host gateway, boolean isOn) {
    Map<String, String> form = new TreeMap<>();
    form.put("enabled", "" + isOn);
    form.put("machines", PUMP);
    form.put("blockSeconds", "4");
    form.put("replay", "pump-7.csv");
    form.put("replaySpeed", "20");
    GatewayRuntime.deploy(gateway, WATCH, form);
  }

  private static void record(Host gateway) {
    Path folder = gateway.folder().resolve("pdm/recordings");
    gateway.run("mkdir", "-p", folder.toString());
    gateway.run(
        "sh",
        "-c",
        "awk -v seconds=20 -f \"$0\" >\"$1\"",
        RECORDING.toString(),
        folder + "/pump-7.csv");
  }

  private static List<JsonObject> reports(ControlLab lab, String more) {
    List<JsonObject> all = new ArrayList<>();
    String cursor = "";
    do {
      JsonObject page =
          lab.manager().expect(200, "GET", "/reports?limit=500" + more + cursor, "").json();
      all.addAll(ControlLab.items(page));
      String next = ControlLab.text(page, "next");
      cursor = next.isEmpty() ? "" : "&cursor=" + next;
    } while (!cursor.isEmpty());
    return all;
  }

  private static void awaitMore(ControlLab lab) {
    int before = reports(lab, "").size();
    lab.plant1().await("more reports", () -> reports(lab, "").size() >= before + 10);
  }

  private static long count(String status, int group) {
    Matcher found = SENT.matcher(status);
    return found.find() ? Long.parseLong(found.group(group)) : -1;
  }

  /** The manager has each report that was sent, in the order in which it was made, once. */
  private static void assertAllKeptOnce(ControlLab lab, long sent) {
    Map<String, TreeSet<Long>> sequences = new TreeMap<>();
    List<JsonObject> all = reports(lab, "");
    for (JsonObject report : all) {
      String stream = ControlLab.text(report, "stream");
      long sequence = ManagerHost.number(report, "sequence");
      assertTrue(
          sequences.computeIfAbsent(stream, key -> new TreeSet<>()).add(sequence),
          () -> "twice: " + report.toJson());
    }
    sequences.forEach(
        (stream, found) -> {
          assertEquals(1, found.first(), "the first of " + stream);
          assertEquals(found.size(), found.last(), "there are gaps: " + found);
        });
    assertEquals(sent, all.size());
  }

  @Test
  void tellsTheManagerWhichPartOfWhichBearingFails() {
    try (ControlLab lab = ControlLab.open("report", 1)) {
      Plant plant = lab.plant1();
      plant.enrol(lab.setupKey(true));
      String device = lab.device(plant);
      plant.awaitConnected(); // an alarm before is told to nobody
      record(plant.gateway());
      watch(plant.gateway(), true);
      plant.await("an alarm", () -> !reports(lab, "&device=" + device + "&type=ALARM").isEmpty());
      JsonObject alarm = reports(lab, "&type=ALARM").get(0);
      assertEquals("pump-7", ControlLab.text(alarm, "asset"));
      assertEquals("drive-end", ControlLab.text(alarm, "point"));
      String whole =
          lab.manager().expect(200, "GET", "/reports/" + ControlLab.text(alarm, "id"), "").body();
      assertTrue(whole.contains("\"verdict\":\"INNER_RACE\""), whole);
      assertTrue(whole.contains("\"signatureHolds\":true"), whole);
      // What it has learnt and counted outlives a power cut.
      plant.powerCut();
      awaitMore(lab);
      watch(plant.gateway(), false);
      plant.await("all is sent", () -> count(plant.status(), 2) == 0);
    }
  }

  @Test
  void losesNothingAndKeepsNothingTwiceThoughTheBrokerDies() {
    assumeTrue(Mosquitto.isInstalled(), "there is no mosquitto (package mosquitto)");
    List<Mosquitto> started = new ArrayList<>();
    try (ControlLab lab =
        ControlLab.open(
            "report-broker",
            1,
            (host, address, settings) -> {
              started.add(Mosquitto.start(host, address, settings));
              return started.get(0).settings(address);
            })) {
      Mosquitto broker = started.get(0);
      Plant plant = lab.plant1();
      plant.enrol(lab.setupKey(true));
      record(plant.gateway());
      watch(plant.gateway(), true);
      awaitMore(lab);
      for (int i = 0; i < 3; i++) {
        broker.kill(); // with reports and confirmations under way
        plant.await("reports wait", () -> count(plant.status(), 2) >= 10);
        broker.restart(true);
        awaitMore(lab);
      }
      broker.hold(true);
      plant.await("reports wait", () -> count(plant.status(), 2) >= 20);
      broker.hold(false);
      awaitMore(lab);
      broker.restart(false); // and refuses them
      plant.await("reports wait", () -> count(plant.status(), 2) >= 20);
      broker.restart(true);
      awaitMore(lab);
      lab.manager().stop();
      plant.await("reports wait", () -> count(plant.status(), 2) >= 20);
      lab.manager().restart();
      awaitMore(lab);
      watch(plant.gateway(), false);
      // What the manager did not answer within a connection is sent again after a minute.
      Eventually.holds(
          "all is sent", Duration.ofMinutes(2), () -> count(plant.status(), 2) == 0, plant::status);
      assertAllKeptOnce(lab, count(plant.status(), 1));
    }
  }
}
