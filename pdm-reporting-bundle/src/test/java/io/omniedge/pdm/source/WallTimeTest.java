package io.omniedge.pdm.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WallTimeTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long WALL = 1_780_000_000L * SECOND;

  @Test
  void aSmallStepIsWorkedOffSlowly() {
    WallTime time = new WallTime();
    time.follow(0, WALL);
    assertFalse(time.follow(SECOND, WALL + SECOND + 100_000_000L));
    // 500 ppm of a second.
    assertEquals(WALL + SECOND + 500_000, time.wallNanos(SECOND));
    for (long second = 2; second < 300; second++) {
      time.follow(second * SECOND, WALL + second * SECOND + 100_000_000L);
    }
    assertNear(WALL + 300 * SECOND + 100_000_000L, time.wallNanos(300 * SECOND), 1_000_000);
  }

  @Test
  void aJumpIsBelievedAtOnce() {
    WallTime time = new WallTime();
    assertFalse(time.follow(0, WALL));
    assertTrue(time.follow(SECOND, WALL - 3_600 * SECOND));
    assertEquals(WALL - 3_600 * SECOND, time.wallNanos(SECOND));
    assertFalse(time.follow(2 * SECOND, WALL - 3_599 * SECOND));
  }

  @Test
  void aThreadThatWaitedBetweenTheClocksChangesNothing() {
    WallTime time = new WallTime();
    time.follow(0, WALL);
    time.follow(SECOND, WALL + SECOND + 900_000);
    assertEquals(WALL + SECOND, time.wallNanos(SECOND));
  }

  private static void assertNear(long expected, long actual, long within) {
    assertTrue(Math.abs(expected - actual) <= within, actual + ", not " + expected);
  }
}
