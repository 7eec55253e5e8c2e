package io.omniedge.pdm.outlet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.store.ManualClock;
import io.omniedge.pdm.store.Message;
import io.omniedge.pdm.store.MessageStore;
import io.omniedge.pdm.store.Parcel;
import io.omniedge.pdm.store.StoreSettings;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A broker that confirms at once, late, never, or before the call that sends has returned. */
class ConfirmationTest {
  private static final long SECOND = 1_000_000_000L;

  private final Ledger ledger = new Ledger();
  private final ManualClock clock = new ManualClock();
  private final Outlet outlet =
      new Outlet(
          "cloud",
          Departure.Destination.CLOUD,
          "",
          MessageStore.inMemory(StoreSettings.IN_MEMORY, 7, clock.now()),
          clock);
  private final List<String> sent = new ArrayList<>();
  private boolean confirmsWithin;
  private long second;

  ConfirmationTest() {
    outlet.over(this::send);
  }

  private String send(Parcel parcel, byte[] data) {
    sent.add(parcel.sequence() + " " + new String(data, UTF_8));
    String called = "m" + sent.size();
    if (confirmsWithin) {
      outlet.confirmed(called);
    }
    return called;
  }

  private void offer(PriorityClass priority, String text) {
    ledger.taken(1);
    outlet.offer(new Message(priority, "samples", "a", true, text.getBytes(UTF_8), 1, ledger));
  }

  private void pass(long seconds) {
    second += seconds;
    clock.pass(seconds * 1_000);
    int most = sent.size() + 1_000;
    while (outlet.step(second * SECOND, Instant.ofEpochMilli(clock.now().wallMillis()))) {
      if (sent.size() > most) {
        throw new AssertionError("it sends without end");
      }
    }
  }

  @Test
  void whatIsConfirmedIsSentAndNotBefore() {
    offer(PriorityClass.P3, "a");
    pass(0);
    assertEquals(0, ledger.balance().sent());
    assertEquals(1, ledger.balance().waiting());
    outlet.confirmed("m1");
    assertEquals(1, ledger.balance().sent());
    assertEquals(1, outlet.sentMessages());
    outlet.confirmed("m1");
    outlet.confirmed("nobody knows it");
    assertEquals(1, outlet.sentMessages());
  }

  @Test
  void aConfirmationMayComeBeforeTheCallReturns() {
    confirmsWithin = true;
    offer(PriorityClass.P3, "a");
    pass(0);
    assertEquals(1, ledger.balance().sent());
    pass(7_200);
    assertEquals(List.of("1 a"), sent);
  }

  @Test
  void whatNobodyConfirmsIsSentAgainWithItsNumberAndEachTimeLater() {
    offer(PriorityClass.P3, "a");
    pass(0);
    pass(59);
    assertEquals(List.of("1 a"), sent);
    pass(1);
    assertEquals(List.of("1 a", "1 a"), sent);
    pass(119);
    assertEquals(2, sent.size());
    pass(1);
    assertEquals(3, sent.size());
    outlet.confirmed("m1");
    assertEquals(0, ledger.balance().sent(), "that name is of a call that is given up");
    outlet.confirmed("m3");
    assertEquals(1, ledger.balance().sent());
  }

  @Test
  void anotherConnectionGetsWhatTheOldOneDidNotConfirm() {
    offer(PriorityClass.P3, "a");
    pass(0);
    outlet.over((parcel, data) -> send(parcel, data));
    pass(1);
    assertEquals(List.of("1 a", "1 a"), sent);
    outlet.confirmed("m2");
    assertEquals(1, ledger.balance().sent());
  }

  @Test
  void aConnectionThatOnlyTakesGetsNoMoreThanAFew() {
    for (int i = 0; i < 100; i++) {
      offer(PriorityClass.P3, "a");
    }
    pass(0);
    assertEquals(Unconfirmed.MOST, sent.size());
    outlet.confirmed("m1");
    pass(1);
    assertEquals(Unconfirmed.MOST + 1, sent.size());
  }

  @Test
  void theEndAccountsForWhatIsUnderWay() {
    offer(PriorityClass.P3, "a");
    pass(0);
    outlet.close();
    outlet.confirmed("m1");
    assertEquals(0, ledger.balance().waiting());
    assertEquals(0, ledger.balance().sent());
  }

  @Test
  void whatIsHistoricalKeepsTheRateOfReplay() {
    FormProperties form = new FormProperties(Map.of("replayBytesASecond", 200));
    outlet.configure(OutletSettings.read(form));
    outlet.over(null);
    for (int i = 0; i < 30; i++) {
      offer(PriorityClass.P3, "0123456789".repeat(5));
    }
    offer(PriorityClass.P1, "alarm");
    pass(3_600);
    outlet.over(
        (parcel, data) -> {
          sent.add((parcel.isHistorical() ? "old " : "new ") + parcel.priority());
          return null;
        });
    offer(PriorityClass.P3, "now");
    pass(1);
    assertEquals("old P1", sent.get(0));
    assertEquals("new P3", sent.get(1));
    assertEquals(2 + 10, sent.size(), "the burst, 200 bytes a message");
    pass(10);
    assertEquals(2 + 20, sent.size());
  }
}
