package io.omniedge.pdm.osgi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.report.Report;
import io.omniedge.pdm.Eventually;
import io.omniedge.pdm.outlet.ReportOutlets;
import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.PriorityClass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The outlet to the manager as a component, with a channel that keeps what it is told to. */
class ManagerOutletTest {
  @TempDir private Path folder = Path.of("");
  private final FakeReportChannel channel = new FakeReportChannel();
  private final List<ManagerOutletComponent> started = new ArrayList<>();
  private final ReportOutlets reports = new ReportOutlets();

  private ManagerOutletComponent start() throws IOException {
    ManagerOutletComponent outlet =
        new ManagerOutletComponent(Contexts.of(folder), Map.of("syncMillis", 0));
    assertEquals(List.of(), outlet.problems());
    started.add(outlet);
    reports.add(outlet);
    return outlet;
  }

  private void stop(ManagerOutletComponent outlet) throws InterruptedException {
    reports.remove(outlet);
    started.remove(outlet);
    outlet.deactivate();
  }

  @AfterEach
  void stopAll() throws InterruptedException {
    for (ManagerOutletComponent each : List.copyOf(started)) {
      stop(each);
    }
  }

  private void offer(String text) {
    reports.offer(PriorityClass.P2, "pdm-report", "pump-7 " + text, text.getBytes(UTF_8));
  }

  private static String body(Report report) {
    return new String(report.body(), UTF_8);
  }

  @Test
  void aReportIsSentAndItIsOverWhenTheManagerKeepsIt() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.bindChannel(channel);
    offer("{\"a\":1}");
    Eventually.holds("a report", () -> channel.sent().size() == 1);
    Report report = channel.sent().get(0);
    assertEquals("pdm-report", report.kind());
    assertEquals("application/json", report.contentType());
    assertEquals("{\"a\":1}", body(report));
    assertTrue(report.stream().matches("[0-9a-f]{16}"), report.stream());
    assertEquals(1, report.sequence());
    assertEquals(1, reports.balance().waiting());
    channel.keepAll();
    Eventually.holds("its end", () -> reports.balance().sent() == 1);
    assertEquals(0, reports.balance().waiting());
  }

  @Test
  void withoutAManagerNothingIsKept() throws Exception {
    ManagerOutletComponent outlet = start();
    offer("lost");
    assertEquals(Map.of(DropReason.NO_LINK, 1L), reports.balance().dropped());
    outlet.bindChannel(channel);
    outlet.unbindChannel(channel);
    offer("waits");
    assertEquals(1, reports.balance().waiting());
    assertTrue(outlet.status().contains("1 waiting"), outlet.status());
  }

  @Test
  void whatWaitsAtARestartComesAgainUnderItsName() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.bindChannel(channel);
    offer("a");
    Eventually.holds("it is sent", () -> channel.sent().size() == 1);
    stop(outlet);
    ManagerOutletComponent again = start();
    offer("b");
    assertEquals(Map.of(), reports.balance().dropped(), "there was a manager before");
    again.bindChannel(channel);
    Eventually.holds("both are sent", () -> channel.sent().size() == 3);
    List<Report> sent = channel.sent();
    Report first = sent.get(0);
    assertEquals(
        1,
        sent.subList(1, 3).stream()
            .filter(
                each ->
                    each.stream().equals(first.stream())
                        && each.sequence() == first.sequence()
                        && body(each).equals("a"))
            .count());
  }

  @Test
  void whatWaitsForOneNetworkIsNotForAnother() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.bindChannel(channel);
    offer("under way");
    Eventually.holds("it is sent", () -> channel.sent().size() == 1);
    outlet.unbindChannel(channel);
    offer("waits");
    FakeReportChannel other = new FakeReportChannel("t-2");
    outlet.bindChannel(other);
    assertEquals(Map.of(DropReason.OTHER_NETWORK, 2L), reports.balance().dropped());
    channel.keepAll();
    offer("for the other");
    Eventually.holds("it is sent", () -> other.sent().size() == 1);
    other.keepAll();
    Eventually.holds("all is over", () -> reports.balance().waiting() == 0);
    assertEquals("for the other", body(other.sent().get(0)));
    assertEquals(1, reports.balance().sent());
    stop(outlet);
    ManagerOutletComponent again = start();
    again.bindChannel(channel);
    assertTrue(again.status().contains("0 messages were there at the start"), again.status());
  }

  @Test
  void whatWaitedOverARestartIsNotForAnotherNetworkEither() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.bindChannel(channel);
    offer("a");
    Eventually.holds("it is sent", () -> channel.sent().size() == 1);
    stop(outlet);
    ManagerOutletComponent again = start();
    assertTrue(again.status().contains("1 messages were there at the start"), again.status());
    FakeReportChannel other = new FakeReportChannel("t-2");
    again.bindChannel(other);
    assertTrue(again.status().contains("0 waiting"), again.status());
    stop(again);
    assertTrue(start().status().contains("0 messages were there at the start"));
    assertEquals(List.of(), other.sent());
  }

  @Test
  void complianceIsAskedAsForTheManager() throws Exception {
    List<Departure> asked = Collections.synchronizedList(new ArrayList<>());
    ManagerOutletComponent outlet = start();
    outlet.bindGate(
        departure -> {
          asked.add(departure);
          return new String(departure.data(), UTF_8).equals("secret")
              ? Clearance.blocked("a secret")
              : Clearance.as(new byte[1 << 20]);
        });
    outlet.bindChannel(channel);
    offer("secret");
    offer("grows");
    Eventually.holds("both decisions", () -> reports.balance().waiting() == 0);
    assertEquals(
        Map.of(DropReason.BLOCKED, 1L, DropReason.TOO_LARGE, 1L), reports.balance().dropped());
    assertEquals(Departure.Destination.MANAGER, asked.get(0).destination());
    assertEquals(List.of(), channel.sent());
  }

  @Test
  void pluginsPublishToTheManager() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.bindChannel(channel);
    assertTrue(outlet.publish("rules", "alert", "{\"x\":1}".getBytes(UTF_8)));
    assertTrue(!outlet.publish("rules", "alert", "no JSON".getBytes(UTF_8)));
    Eventually.holds("an event", () -> channel.sent().size() == 1);
    assertEquals("plugin-event", channel.sent().get(0).kind());
    assertTrue(body(channel.sent().get(0)).contains("\"plugin\":\"rules\""));
  }

  @Test
  void wrongSettingsAreNamed() throws Exception {
    ManagerOutletComponent outlet = start();
    outlet.modified(Map.of("order", "newest", "storeMegabytes", -1));
    assertEquals(
        List.of(
            "storeMegabytes \"-1\": the number is out of range (0 to 1000000)",
            "order \"newest\": none of [live_first, backlog_first]"),
        outlet.problems());
  }
}
