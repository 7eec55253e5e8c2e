package io.omniedge.pdm.buffer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.buffer.SampleBuffers.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SampleBuffersTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long NOW = 1_780_315_200L * SECOND;

  private static void fill(SampleBuffers buffers, String source, int count, long stepNanos) {
    for (int i = 0; i < count; i++) {
      long at = NOW + i * stepNanos;
      assertEquals(Outcome.KEPT, buffers.add(source, at, i, at));
    }
  }

  @Test
  void keepsAsLongAsItIsTold() {
    SampleBuffers buffers = new SampleBuffers(1 << 20, 10);
    fill(buffers, "a", 1_000, SECOND / 10);
    Samples all = buffers.between("a", 0, Long.MAX_VALUE);
    assertEquals(101, all.size(), "10 seconds and the one at their beginning");
    assertEquals(999, all.value(100));
    Samples some = buffers.between("a", NOW + 95 * SECOND, NOW + 96 * SECOND);
    assertEquals(10, some.size());
    assertEquals(950, some.value(0));
    assertEquals(NOW + 95 * SECOND, some.nanos(0));
  }

  @Test
  void overwritesTheOldestWhenTheBudgetIsSpent() {
    SampleBuffers buffers = new SampleBuffers(256 * 16, 1_000_000);
    fill(buffers, "a", 1_000, SECOND);
    Samples all = buffers.between("a", 0, Long.MAX_VALUE);
    assertEquals(256, all.size());
    assertEquals(744, all.value(0));
    assertEquals(Outcome.NO_ROOM, buffers.add("b", NOW, 1, NOW));
    assertEquals(256 * 16, buffers.usedBytes());
  }

  @Test
  void knowsTheLastValue() {
    SampleBuffers buffers = new SampleBuffers(1 << 20, 10);
    assertEquals(Optional.empty(), buffers.last("a"));
    fill(buffers, "a", 3, SECOND);
    assertEquals(Optional.of(2.0), buffers.last("a"));
    assertEquals(List.of("a"), buffers.sources());
  }

  @Test
  void refusesWhatIsThereOrComesLate() {
    SampleBuffers buffers = new SampleBuffers(1 << 20, 10);
    fill(buffers, "a", 3, SECOND);
    assertEquals(Outcome.DUPLICATE, buffers.add("a", NOW + 2 * SECOND, 7, NOW));
    assertEquals(Outcome.OUT_OF_ORDER, buffers.add("a", NOW + SECOND, 7, NOW));
  }

  @Test
  void beginsAnewWhenTheClockWasSetBack() {
    SampleBuffers buffers = new SampleBuffers(1 << 20, 10);
    fill(buffers, "a", 3, SECOND);
    long before = NOW - 3_600 * SECOND;
    assertEquals(Outcome.KEPT, buffers.add("a", before, 7, before));
    assertEquals(1, buffers.between("a", 0, Long.MAX_VALUE).size());
  }

  @Test
  void givesBackTheMemoryOfSilentSources() {
    SampleBuffers buffers = new SampleBuffers(1 << 20, 10);
    fill(buffers, "a", 1_000, SECOND / 100);
    buffers.forgetSilent(NOW + 29 * SECOND);
    assertEquals(List.of("a"), buffers.sources());
    buffers.forgetSilent(NOW + 31 * SECOND);
    assertEquals(List.of(), buffers.sources());
    assertEquals(0, buffers.usedBytes());
    assertEquals(Outcome.KEPT, buffers.add("a", NOW + 32 * SECOND, 1, NOW + 32 * SECOND));
  }

  @Property(tries = 200)
  void hasWhatAListWouldHave(
      @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 50) Integer> steps,
      @ForAll @IntRange(min = 64, max = 512) int room) {
    SampleBuffers buffers = new SampleBuffers(room * 16L, 1_000_000);
    List<Long> expected = new java.util.ArrayList<>();
    long at = NOW;
    for (int step : steps) {
      at += step;
      Outcome outcome = buffers.add("a", at, (double) at, NOW);
      assertEquals(step == 0 && !expected.isEmpty() ? Outcome.DUPLICATE : Outcome.KEPT, outcome);
      if (outcome == Outcome.KEPT) {
        expected.add(at);
      }
    }
    int most = Integer.highestOneBit(room);
    List<Long> newest = expected.subList(Math.max(0, expected.size() - most), expected.size());
    Samples all = buffers.between("a", 0, Long.MAX_VALUE);
    assertEquals(newest.size(), all.size());
    for (int i = 0; i < all.size(); i++) {
      assertEquals(newest.get(i), all.nanos(i));
      assertEquals((double) newest.get(i), all.value(i));
    }
  }

  @Test
  void aCopyIsInOrderWhileSomebodyWrites() throws InterruptedException {
    SampleBuffers buffers = new SampleBuffers(8_192 * 16, 1_000_000);
    fill(buffers, "a", 8_192, 1);
    CountDownLatch copied = new CountDownLatch(1);
    Thread writer =
        new Thread(
            () -> {
              for (long i = 8_192; copied.getCount() > 0; i++) {
                buffers.add("a", NOW + i, (double) i, NOW);
              }
            });
    writer.start();
    try {
      for (int round = 0; round < 300; round++) {
        Samples copy = buffers.between("a", 0, Long.MAX_VALUE);
        for (int i = 0; i < copy.size(); i++) {
          assertEquals((double) (copy.nanos(i) - NOW), copy.value(i));
          assertTrue(i == 0 || copy.nanos(i) == copy.nanos(i - 1) + 1);
        }
      }
    } finally {
      copied.countDown();
      writer.join();
    }
  }
}
