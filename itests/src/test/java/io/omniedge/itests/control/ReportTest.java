package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.FailingPump;
import io.omniedge.protocol.json.JsonObject;
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
  /** A line of its status: sent, and of these waiting. */
  private static final Pattern SENT =
      Pattern.compile(
          "outlet io.omniedge.pdm.ManagerOutlet: (\\d+) messages sent \\([^)]*\\), (\\d+) waiting");

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
    awaitMore(lab, Eventually.DEADLINE);
  }

  private static void awaitMore(ControlLab lab, Duration deadline) {
    int before = reports(lab, "").size();
    Eventually.holds(
        "more reports",
        deadline,
        () -> reports(lab, "").size() >= before + 10,
        lab.plant1()::status);
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
      FailingPump.record(plant.gateway());
      FailingPump.watch(plant.gateway(), true, "");
      plant.await("an alarm", () -> !reports(lab, "&device=" + device + "&type=ALARM").isEmpty());
      JsonObject alarm = reports(lab, "&type=ALARM").get(0);
      assertEquals("pump-7", ControlLab.text(alarm, "asset"));
      assertEquals("drive-end", ControlLab.text(alarm, "point"));
      String whole =
          lab.manager().expect(200, "GET", "/reports/" + ControlLab.text(alarm, "id"), "").body();
      assertTrue(whole.contains("\"verdict\":\"INNER_RACE\""), whole);
      assertTrue(whole.contains("\"signatureHolds\":true"), whole);
      plant.await("somebody can acknowledge it", () -> acknowledges(lab));
      plant.await("the gateway knows", () -> isToldThatSomebodySawIt(lab, device));
      // What it has learnt and counted outlives a power cut.
      plant.powerCut();
      awaitMore(lab);
      FailingPump.watch(plant.gateway(), false, "");
      plant.await("all is sent", () -> count(plant.status(), 2) == 0);
    }
  }

  /** The first one that is not over meanwhile. */
  private static boolean acknowledges(ControlLab lab) {
    return ControlLab.items(lab.manager().expect(200, "GET", "/alarms", "").json()).stream()
        .map(alarm -> "/alarms/" + ControlLab.text(alarm, "id") + "/acknowledge")
        .anyMatch(path -> lab.manager().ask("POST", path, "").status() == 200);
  }

  /** Its bearing fails again and again: which alarm it still was is another question. */
  private static boolean isToldThatSomebodySawIt(ControlLab lab, String device) {
    return ControlLab.items(
            lab.manager().expect(200, "GET", "/devices/" + device + "/commands", "").json())
        .stream()
        .anyMatch(
            command ->
                ControlLab.text(command, "name").equals("acknowledge-alarm")
                    && ControlLab.text(command, "state").equals("done"));
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
      FailingPump.record(plant.gateway());
      FailingPump.watch(plant.gateway(), true, "");
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
      // What the broker had taken for the manager that was gone is sent again after a minute.
      awaitMore(lab, Duration.ofMinutes(2));
      FailingPump.watch(plant.gateway(), false, "");
      // What the manager did not answer within a connection is sent again after a minute.
      Eventually.holds(
          "all is sent", Duration.ofMinutes(2), () -> count(plant.status(), 2) == 0, plant::status);
      assertAllKeptOnce(lab, count(plant.status(), 1));
    }
  }
}
