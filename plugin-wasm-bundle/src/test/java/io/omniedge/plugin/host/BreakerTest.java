package io.omniedge.plugin.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BreakerTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final Breaker breaker = new Breaker();

  private void fail(int times, long at) {
    for (int i = 0; i < times; i++) {
      breaker.failed(at);
    }
  }

  @Test
  void fiveFailuresInHalfAMinuteOpenIt() {
    fail(4, 0);
    breaker.failed(31 * SECOND);
    assertTrue(breaker.admits(31 * SECOND), "the first four are too long ago");
    fail(4, 32 * SECOND);
    assertFalse(breaker.admits(32 * SECOND));
    assertTrue(breaker.isOpen());
  }

  @Test
  void oneThatEndsWellStartsTheCountAnew() {
    fail(4, 0);
    breaker.succeeded();
    fail(4, 0);
    assertTrue(breaker.admits(0));
  }

  @Test
  void afterThePauseOneCallIsLetThroughToSee() {
    fail(5, 0);
    assertFalse(breaker.admits(SECOND - 1));
    assertTrue(breaker.admits(SECOND));
    assertFalse(breaker.admits(SECOND), "one only");
    breaker.succeeded();
    assertTrue(breaker.admits(SECOND));
    assertTrue(breaker.admits(SECOND));
  }

  @Test
  void lateSuccessOfACallFromBeforeDoesNotCloseIt() {
    fail(5, 0);
    breaker.succeeded();
    assertFalse(breaker.admits(0));
  }

  @Test
  void pausesGrowToFiveMinutes() {
    List<Long> pauses = new ArrayList<>();
    long now = 0;
    fail(5, now);
    for (int i = 0; i < 11; i++) {
      long pause = 0;
      while (!breaker.admits(now + pause * SECOND)) {
        pause++;
      }
      pauses.add(pause);
      now += pause * SECOND;
      breaker.failed(now);
    }
    assertEquals(List.of(1L, 2L, 4L, 8L, 16L, 32L, 64L, 128L, 256L, 300L, 300L), pauses);
  }
}
