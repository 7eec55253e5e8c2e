package io.omniedge.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IndexTableTest {
  private final TwoMachines machines = new TwoMachines();
  private final Peer peer = machines.left.peer(machines.right);

  @Test
  void findsWhatWasAddedUntilItIsRemoved() {
    IndexTable table = new IndexTable(new Random(1));
    IndexTable.Entry entry = table.add(peer);
    assertSame(entry, table.find(entry.index));
    table.remove(entry.index);
    assertNull(table.find(entry.index));
    assertEquals(0, table.size());
  }

  @Test
  void agreesWithAHashMapOverManyChanges() {
    Random random = new Random(2);
    IndexTable table = new IndexTable(random);
    Map<Integer, IndexTable.Entry> expected = new HashMap<>();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      if (expected.size() < 500 || random.nextBoolean()) {
        IndexTable.Entry entry = table.add(peer);
        expected.put(entry.index, entry);
        all.add(entry.index);
      } else {
        int index = all.get(random.nextInt(all.size()));
        expected.remove(index);
        table.remove(index);
      }
    }
    assertEquals(expected.size(), table.size());
    for (int index : all) {
      assertSame(expected.get(index), table.find(index));
    }
  }

  @Test
  void neverGivesAnIndexThatIsInUse() {
    // A generator with three numbers: the fourth index has to wait for a free one.
    IndexTable table = new IndexTable(new Repeating(5, 5, 21, 5, 21, 37));
    assertEquals(5, table.add(peer).index);
    assertEquals(21, table.add(peer).index);
    assertEquals(37, table.add(peer).index);
    table.remove(21);
    assertNotNull(table.find(37));
  }

  @Test
  void aFinderOnAnotherThreadAlwaysSeesTheEntriesThatStay() throws InterruptedException {
    IndexTable table = new IndexTable(new Random(3));
    List<IndexTable.Entry> staying = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      staying.add(table.add(peer));
    }
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<@Nullable String> wrong = new AtomicReference<>();
    Thread finder =
        new Thread(
            () -> {
              while (!stop.get()) {
                for (IndexTable.Entry entry : staying) {
                  if (!entry.equals(table.find(entry.index))) {
                    wrong.set("lost " + entry.index);
                  }
                }
              }
            });
    finder.start();
    List<IndexTable.Entry> passing = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      passing.add(table.add(peer));
      if (passing.size() > 100) {
        table.remove(passing.remove(0).index);
      }
    }
    stop.set(true);
    finder.join();
    assertNull(wrong.get());
    assertTrue(table.size() >= 150);
  }

  private static final class Repeating extends Random {
    private static final long serialVersionUID = 1L;
    private final int[] numbers;
    private int next;

    Repeating(int... numbers) {
      this.numbers = numbers;
    }

    @Override
    public int nextInt() {
      return numbers[next++ % numbers.length];
    }
  }
}
