package io.omniedge.pdm.outlet;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

class OutletQueueTest {
  private final Ledger ledger = new Ledger();
  private final OutletQueue queue = new OutletQueue(100);

  private void offer(PriorityClass priority, String subject, int bytes) {
    ledger.taken(1);
    queue.offer(new Message(priority, "samples", subject, true, new byte[bytes], 1, ledger));
  }

  private List<String> waiting() {
    List<String> all = new ArrayList<>();
    for (Message each = queue.poll(any -> true); each != null; each = queue.poll(any -> true)) {
      all.add(each.toString().split(" ", 3)[1]);
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
  }

  @Test
  void dropsTheOldestBulkFirst() {
    offer(PriorityClass.P4, "b1", 40);
    offer(PriorityClass.P4, "b2", 40);
    offer(PriorityClass.P3, "t1", 40);
    assertEquals(List.of("t1", "b2"), waiting());
    assertEquals(Map.of(DropReason.OVERFLOW, 1L), ledger.balance().dropped());
  }

  @Test
  void thinsTelemetry() {
    for (int i = 0; i < 10; i++) {
      offer(PriorityClass.P3, "t" + i, 10);
    }
    offer(PriorityClass.P3, "t10", 30);
    assertEquals(List.of("t1", "t3", "t5", "t6", "t7", "t8", "t9", "t10"), waiting());
  }

  @Test
  void keepsTheNewestStateOfEachAsset() {
    offer(PriorityClass.P2, "pump", 40);
    offer(PriorityClass.P2, "fan", 40);
    offer(PriorityClass.P2, "pump", 40);
    assertEquals(List.of("fan", "pump"), waiting());
    assertEquals(Map.of(DropReason.SUPERSEDED, 1L), ledger.balance().dropped());
  }

  @Test
  void neverDropsAnAlarmForAnything() {
    offer(PriorityClass.P1, "a1", 90);
    offer(PriorityClass.P0, "a2", 90);
    offer(PriorityClass.P2, "state", 20);
    assertEquals(List.of("a2", "a1"), waiting());
  }

  @Test
  void evenAlarmsDoNotTakeTheGatewayDown() {
    for (int i = 0; i < 5; i++) {
      offer(PriorityClass.P0, "a" + i, 100);
    }
    assertEquals(4, waiting().size());
  }

  @Test
  void telemetryDoesNotPushOutStates() {
    offer(PriorityClass.P2, "state", 80);
    offer(PriorityClass.P3, "t", 40);
    assertEquals(List.of("state"), waiting());
  }

  @Property(tries = 500)
  void countsWhatItDropsAndStaysWithinItsBytes(
      @ForAll @Size(max = 100) List<@IntRange(max = 499) Integer> sizes) {
    Ledger account = new Ledger();
    OutletQueue small = new OutletQueue(100);
    for (int size : sizes) {
      PriorityClass priority = List.of(PriorityClass.values()).get(size % 5);
      account.taken(1);
      small.offer(
          new Message(priority, "samples", "s" + size % 3, true, new byte[size / 5], 1, account));
      assertEquals(true, small.bytes() <= OutletQueue.VITAL_FACTOR * 100, () -> small.bytes() + "");
    }
    assertEquals(small.messages(), account.balance().waiting());
    small.drop(DropReason.CLOSED);
    assertEquals(0, account.balance().waiting());
    assertEquals(0, small.bytes());
  }
}
