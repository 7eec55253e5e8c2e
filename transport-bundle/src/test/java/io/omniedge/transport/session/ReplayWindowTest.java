package io.omniedge.transport.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {
  private final ReplayWindow window = new ReplayWindow();

  @Test
  void acceptsEachCounterOnce() {
    assertTrue(window.accept(0));
    assertFalse(window.accept(0));
    assertTrue(window.accept(1));
    assertFalse(window.accept(1));
    assertFalse(window.accept(0));
  }

  @Test
  void acceptsALatePacketFor8192Packets() {
    assertTrue(window.accept(10_000));
    assertTrue(window.accept(10_000 - 8192));
    assertFalse(window.accept(10_000 - 8193));
  }

  @Test
  void forgetsNothingInsideTheWindowWhenItSlides() {
    for (long counter = 0; counter < 9_000; counter++) {
      assertTrue(window.accept(counter));
    }
    for (long counter = 0; counter < 9_000; counter++) {
      assertFalse(window.accept(counter));
    }
  }

  @Test
  void survivesAJumpFarAhead() {
    assertTrue(window.accept(5));
    assertTrue(window.accept(1L << 40));
    assertFalse(window.accept(5));
    assertTrue(window.accept((1L << 40) - 8000));
  }

  @Test
  void refusesCountersBeyondTheLimit() {
    assertTrue(window.accept(Limits.REJECT_AFTER_MESSAGES - 1));
    assertFalse(window.accept(Limits.REJECT_AFTER_MESSAGES));
    assertFalse(window.accept(Long.MAX_VALUE));
    assertFalse(window.accept(-1));
  }

  @Property(tries = 200)
  void agreesWithASetOfAllCounters(@ForAll long seed) {
    Random random = new Random(seed);
    ReplayWindow tested = new ReplayWindow();
    Set<Long> seen = new HashSet<>();
    long greatest = 0;
    for (int i = 0; i < 2_000; i++) {
      long counter = Math.max(0, greatest + step(random));
      boolean expected = greatest - counter <= ReplayWindow.PACKETS && seen.add(counter);
      greatest = Math.max(greatest, counter);
      assertEquals(expected, tested.accept(counter), "counter " + counter);
    }
  }

  private static long step(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> -random.nextInt(10_000);
      case 1 -> random.nextInt(20_000);
      case 2 -> -8192 + random.nextInt(3) - 1;
      case 3 -> 64L * (random.nextInt(300) - 150);
      default -> random.nextInt(5) - 2;
    };
  }
}
