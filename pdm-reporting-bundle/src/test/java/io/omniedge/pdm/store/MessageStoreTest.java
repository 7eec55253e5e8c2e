package io.omniedge.pdm.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Which one leaves, and which one goes, without any disk; sizes are in tenths of the limit. */
class MessageStoreTest {
  private static final int TENTH = 1_000;
  private static final StoreSettings SETTINGS = settings(ReplayOrder.LIVE_FIRST);

  private final Ledger ledger = new Ledger();
  private final ManualClock clock = new ManualClock();
  private final MessageStore store = MessageStore.inMemory(SETTINGS, 7, clock.now());

  private static StoreSettings settings(ReplayOrder order) {
    return new StoreSettings(
        10 * TENTH, 0, PriorityClass.P4, StoreSettings.Sync.DEFAULT, order, 60);
  }

  /** A message that takes so many bytes of the store, its head and names included. */
  private static Message message(PriorityClass priority, String subject, int bytes, Ledger of) {
    int overhead =
        RecordHead.BYTES + RecordHead.TRAILER_BYTES + "samples".length() + subject.length();
    return new Message(
        priority, "samples", subject, true, new byte[Math.max(0, bytes - overhead)], 1, of);
  }

  private void offer(PriorityClass priority, String subject, int tenths) {
    ledger.taken(1);
    store.append(message(priority, subject, tenths * TENTH, ledger), clock.now());
  }

  private List<String> waiting() {
    return waiting(true);
  }

  private List<String> waiting(boolean mayReplay) {
    List<String> all = new ArrayList<>();
    for (Parcel each = store.take(any -> true, mayReplay, clock.now());
        each != null;
        each = store.take(any -> true, mayReplay, clock.now())) {
      all.add(each.toString().split(" ", 3)[1]);
      store.sent(each);
    }
    return all;
  }

  @Test
  void givesTheMostImportantFirstAndTheOldestOfThese() {
    offer(PriorityClass.P4, "bulk", 1);
    offer(PriorityClass.P2, "old", 1);
    offer(PriorityClass.P2, "new", 1);
    offer(PriorityClass.P0, "alarm", 1);
    assertEquals(List.of("alarm", "old", "new", "bulk"), waiting());
    assertEquals(4, ledger.balance().sent());
  }

  @Test
  void dropsTheOldestBulkFirst() {
    offer(PriorityClass.P4, "b1", 4);
    offer(PriorityClass.P4, "b2", 4);
    offer(PriorityClass.P3, "t1", 4);
    assertEquals(List.of("t1", "b2"), waiting());
    assertEquals(Map.of(DropReason.OVERFLOW, 1L), ledger.balance().dropped());
  }

  @Test
  void thinsTelemetry() {
    for (int i = 0; i < 10; i++) {
      offer(PriorityClass.P3, "t" + i, 1);
    }
    offer(PriorityClass.P3, "t10", 3);
    assertEquals(List.of("t1", "t3", "t5", "t6", "t7", "t8", "t9", "t10"), waiting());
  }

  @Test
  void keepsTheNewestStateOfEachAsset() {
    offer(PriorityClass.P2, "pump", 4);
    offer(PriorityClass.P2, "fan", 4);
    offer(PriorityClass.P2, "pump", 4);
    assertEquals(List.of("fan", "pump"), waiting());
    assertEquals(Map.of(DropReason.SUPERSEDED, 1L), ledger.balance().dropped());
  }

  @Test
  void neverDropsAnAlarmForAnything() {
    offer(PriorityClass.P1, "a1", 9);
    offer(PriorityClass.P0, "a2", 9);
    offer(PriorityClass.P2, "state", 2);
    assertEquals(List.of("a2", "a1"), waiting());
  }

  @Test
  void evenAlarmsDoNotTakeTheGatewayDownAndTheirRefusalIsTold() {
    for (int i = 0; i < 5; i++) {
      offer(PriorityClass.P0, "a" + i, 10);
    }
    assertEquals(Map.of(DropReason.STORE_FULL, 1L), ledger.balance().dropped());
    assertTrue(
        store
            .problems(clock.now())
            .contains("the store is full of P0 and P1, and refuses more of them"));
    assertEquals(4, waiting().size());
    offer(PriorityClass.P0, "again", 10);
    assertEquals(List.of(), store.problems(clock.now()));
  }

  @Test
  void telemetryDoesNotPushOutStates() {
    offer(PriorityClass.P2, "state", 8);
    offer(PriorityClass.P3, "t", 4);
    assertEquals(List.of("state"), waiting());
  }

  @Test
  void whatIsLiveLeavesBeforeWhatWaited() {
    offer(PriorityClass.P2, "old state", 1);
    offer(PriorityClass.P3, "old", 1);
    clock.pass(61_000);
    offer(PriorityClass.P3, "new", 1);
    offer(PriorityClass.P1, "alarm", 1);
    assertEquals(List.of("alarm", "new", "old", "old"), waiting());
  }

  @Test
  void whatWaitedStaysWhileItMayNotReplay() {
    offer(PriorityClass.P1, "alarm", 1);
    offer(PriorityClass.P3, "old", 1);
    clock.pass(60_000);
    offer(PriorityClass.P3, "new", 1);
    assertEquals(List.of("alarm", "new"), waiting(false));
    assertEquals(List.of("old"), waiting(true));
  }

  @Test
  void theBacklogGoesFirstIfWantedAndThenNothingOvertakesIt() {
    store.configure(settings(ReplayOrder.BACKLOG_FIRST));
    offer(PriorityClass.P3, "old", 1);
    clock.pass(61_000);
    offer(PriorityClass.P3, "new", 1);
    offer(PriorityClass.P2, "state", 1);
    assertEquals(List.of("state"), waiting(false));
    assertEquals(List.of("old", "new"), waiting(true));
  }

  @Test
  void saysWhatIsHistorical() {
    offer(PriorityClass.P3, "a", 1);
    clock.pass(59_000);
    Parcel young = store.take(any -> true, true, clock.now());
    assertEquals(false, young != null && young.isHistorical());
    offer(PriorityClass.P3, "b", 1);
    clock.pass(61_000);
    Parcel old = store.take(any -> true, true, clock.now());
    assertEquals(true, old != null && old.isHistorical());
  }

  @Test
  void aTimeOfAClockThatWasNotSetIsPutRightLater() {
    clock.unset(0);
    clock.pass(20_000);
    offer(PriorityClass.P3, "early", 1);
    Parcel asItWas = store.take(any -> true, true, clock.now());
    assertEquals("UNSET 20000 0", times(asItWas));
    store.back(java.util.Objects.requireNonNull(asItWas));
    clock.pass(10_000);
    clock.set(1_780_000_000_000L);
    assertEquals(
        "CORRECTED 1779999990000 1779999970000", times(store.take(any -> true, true, clock.now())));
    offer(PriorityClass.P3, "late", 1);
    assertEquals("SET 1780000000000 0", times(store.take(any -> true, true, clock.now())));
  }

  private static String times(@org.jspecify.annotations.Nullable Parcel parcel) {
    return parcel == null
        ? "nothing"
        : parcel.clock() + " " + parcel.atMillis() + " " + parcel.shiftMillis();
  }

  @Test
  void whatComesBackLeavesAgainWithTheSameNumber() {
    offer(PriorityClass.P3, "a", 1);
    offer(PriorityClass.P3, "b", 1);
    Parcel first = java.util.Objects.requireNonNull(store.take(any -> true, true, clock.now()));
    store.back(first);
    Parcel again = java.util.Objects.requireNonNull(store.take(any -> true, true, clock.now()));
    assertEquals(first.sequence(), again.sequence());
    assertEquals(7, again.epoch());
  }

  @Property(tries = 500)
  void countsWhatItDropsAndStaysWithinItsBytes(
      @ForAll @Size(max = 100) List<@IntRange(max = 499) Integer> sizes) {
    Ledger account = new Ledger();
    MessageStore small = MessageStore.inMemory(SETTINGS, 7, clock.now());
    for (int size : sizes) {
      PriorityClass priority = List.of(PriorityClass.values()).get(size % 5);
      account.taken(1);
      small.append(message(priority, "s" + size % 3, size * 20, account), clock.now());
      assertTrue(
          small.figures().memoryBytes() <= MessageStore.VITAL_FACTOR * 10 * TENTH,
          () -> small.figures().memoryBytes() + "");
    }
    assertEquals(small.figures().waiting(), account.balance().waiting());
    small.close(clock.now());
    assertEquals(0, account.balance().waiting());
    assertEquals(0, small.figures().memoryBytes());
  }
}
