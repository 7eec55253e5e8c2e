package io.omniedge.pdm.outlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.compliance.Clearance;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.store.ManualClock;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.StoreSettings;
import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OutletTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private final Ledger ledger = new Ledger();
  private final ManualClock clock = new ManualClock();
  private final Outlet outlet = outlet("");
  private final List<String> sent = new ArrayList<>();
  private boolean away;

  OutletTest() {
    outlet.over(
        (parcel, data) -> {
          if (away) {
            throw new java.io.IOException("broker away");
          }
          sent.add(parcel.dataType() + " " + parcel.priority() + " " + new String(data, UTF_8));
          return null;
        });
  }

  private Outlet outlet(String month) {
    MessageStore store = MessageStore.inMemory(StoreSettings.IN_MEMORY, 7, clock.now());
    return new Outlet("cloud", Departure.Destination.CLOUD, month, store, clock);
  }

  private void configure(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    outlet.configure(OutletSettings.read(form));
    assertEquals(List.of(), form.problems());
  }

  private void offer(PriorityClass priority, String text) {
    ledger.taken(1);
    outlet.offer(new Message(priority, "samples", "a", true, text.getBytes(UTF_8), 1, ledger));
  }

  private void run(double second) {
    run(second, NOW);
  }

  private void run(double second, Instant now) {
    while (outlet.step((long) (second * SECOND), now)) {
      assertTrue(sent.size() < 1_000);
    }
  }

  @Test
  void sendsAndCounts() {
    offer(PriorityClass.P3, "{}");
    run(0);
    assertEquals(List.of("samples P3 {}"), sent);
    assertEquals(1, ledger.balance().sent());
    assertEquals(0, ledger.balance().waiting());
  }

  @Test
  void whatComplianceBlocksStaysAndIsCounted() {
    outlet.past(departure -> Clearance.blocked("personal data"));
    offer(PriorityClass.P3, "{}");
    run(0);
    assertEquals(List.of(), sent);
    assertEquals(Map.of(DropReason.BLOCKED, 1L), ledger.balance().dropped());
    assertEquals(1, outlet.blocked());
    assertTrue(outlet.status().contains("personal data"), outlet.status());
  }

  @Test
  void whatComplianceAnswersLeaves() {
    configure(Map.of("country", "DE"));
    List<Departure> asked = new ArrayList<>();
    outlet.past(
        departure -> {
          asked.add(departure);
          return Clearance.as("{\"masked\":true}".getBytes(UTF_8));
        });
    offer(PriorityClass.P3, "{\"name\":\"Anna\"}");
    run(0);
    assertEquals(List.of("samples P3 {\"masked\":true}"), sent);
    assertEquals("pdm", asked.get(0).source());
    assertEquals("samples", asked.get(0).dataType());
    assertEquals("DE", asked.get(0).country().orElseThrow());
    assertTrue(asked.get(0).isJson());
  }

  @Test
  void aGateThatFailsLetsNothingOut() {
    outlet.past(
        departure -> {
          throw new IllegalStateException("a bug of theirs");
        });
    offer(PriorityClass.P0, "{}");
    run(0);
    assertEquals(List.of(), sent);
    assertEquals(1, outlet.blocked());
  }

  @Test
  void waitsForTheGateIfItMust() {
    configure(Map.of("needsGate", true));
    offer(PriorityClass.P0, "{}");
    run(0);
    assertEquals(List.of(), sent);
    outlet.past(departure -> Clearance.as(departure.data()));
    run(1);
    assertEquals(List.of("samples P0 {}"), sent);
  }

  @Test
  void sendsWhenALinkThatFailedIsBackAndAsksTheGateOnce() {
    List<Departure> asked = new ArrayList<>();
    outlet.past(
        departure -> {
          asked.add(departure);
          return Clearance.as(departure.data());
        });
    away = true;
    offer(PriorityClass.P3, "1");
    run(0);
    run(4);
    away = false;
    run(4.5);
    assertEquals(List.of(), sent);
    run(5);
    assertEquals(List.of("samples P3 1"), sent);
    assertEquals(1, asked.size());
  }

  @Test
  void whatIsForbiddenDuringAnOutageStays() {
    outlet.past(departure -> Clearance.as(departure.data()));
    away = true;
    offer(PriorityClass.P3, "1");
    offer(PriorityClass.P3, "2");
    run(0);
    ComplianceGate forbids = departure -> Clearance.blocked("not any more");
    outlet.past(forbids);
    away = false;
    run(5);
    assertEquals(List.of(), sent);
    assertEquals(2, outlet.blocked());
  }

  @Test
  void theSameGateIsAskedAgainAboutWhatCouldNotLeaveForAMinute() {
    boolean[] isAllowed = {true};
    outlet.past(
        departure ->
            isAllowed[0] ? Clearance.as(departure.data()) : Clearance.blocked("not any more"));
    away = true;
    offer(PriorityClass.P3, "1");
    run(0);
    isAllowed[0] = false;
    run(59);
    assertEquals(0, outlet.blocked());
    away = false;
    run(64);
    assertEquals(List.of(), sent);
    assertEquals(1, outlet.blocked());
  }

  @Test
  void keepsTheRateOfAClass() {
    configure(Map.of("rates", "P3 bytes=200 burst=200"));
    for (int i = 0; i < 10; i++) {
      offer(PriorityClass.P3, "0123456789".repeat(5));
    }
    offer(PriorityClass.P1, "alarm");
    run(0);
    assertEquals("samples P1 alarm", sent.get(0));
    assertEquals(1, sent.size() - 1, "a message costs 200 bytes with what carries it");
    run(0.5);
    assertEquals(3, sent.size());
    run(0.9);
    assertEquals(3, sent.size());
    run(2.1);
    assertEquals(4, sent.size());
  }

  @Test
  void keepsAReserveOfTheMonthForAlarmsAndRemembersItsUse() {
    configure(
        Map.of(
            "monthMegabytes",
            1,
            "reservePercent",
            50,
            "messageKilobytes",
            1024,
            "queueKilobytes",
            4096));
    String large = "x".repeat(400_000);
    offer(PriorityClass.P3, large);
    offer(PriorityClass.P3, large);
    offer(PriorityClass.P3, large);
    run(0);
    assertEquals(2, sent.size(), "over half of the month, and no more");
    offer(PriorityClass.P1, "alarm");
    run(1);
    assertEquals("samples P1 alarm", sent.get(2));

    Outlet restarted = outlet(outlet.monthState());
    FormProperties form = new FormProperties(Map.of("monthMegabytes", 1, "reservePercent", 50));
    restarted.configure(OutletSettings.read(form));
    restarted.over(
        (parcel, data) -> {
          sent.add("anew");
          return null;
        });
    ledger.taken(1);
    restarted.offer(new Message(PriorityClass.P3, "samples", "a", true, new byte[1], 1, ledger));
    restarted.step(0, NOW);
    assertEquals(3, sent.size());
    restarted.step(0, NOW.minusSeconds(40 * 86_400));
    assertEquals(3, sent.size(), "a clock that is set back gives no new month");
    restarted.step(0, Instant.parse("2026-07-01T00:00:00Z"));
    assertEquals(4, sent.size());
  }

  @Test
  void refusesWhatIsTooLarge() {
    configure(Map.of("messageKilobytes", 1));
    offer(PriorityClass.P0, "x".repeat(1_025));
    assertEquals(Map.of(DropReason.TOO_LARGE, 1L), ledger.balance().dropped());
  }

  @Test
  void accountsForWhatWaitsAtTheEnd() {
    away = true;
    offer(PriorityClass.P3, "1");
    offer(PriorityClass.P3, "2");
    run(0);
    outlet.close();
    offer(PriorityClass.P3, "3");
    assertEquals(Map.of(DropReason.CLOSED, 3L), ledger.balance().dropped());
    assertEquals(0, ledger.balance().waiting());
  }

  @Test
  void namesWhatIsWrongWithTheForm() {
    FormProperties form =
        new FormProperties(
            Map.of("country", "Germany", "rates", "P3 bytes=10\nP9 bytes=1\nP3 bytes=5"));
    assertEquals(Set.of(PriorityClass.P3), OutletSettings.read(form).rates().keySet());
    assertEquals(3, form.problems().size(), form.problems().toString());
    assertTrue(form.problems().get(1).startsWith("rates line 2 \"P9 bytes=1\": class"));
  }
}
