package io.omniedge.gateway.console.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - SECOND;
  private static final String KEY = "192.168.50.66";

  private final SignInThrottle throttle = new SignInThrottle();

  private long wrong(int times, long now) {
    for (int i = 0; i < times; i++) {
      assertEquals(0, throttle.tryNanos(now, KEY), "try " + (i + 1));
    }
    return throttle.tryNanos(now, KEY);
  }

  @Test
  void fiveTriesAreFreeAndThenEachWaitsTwiceAsLong() {
    long now = START;
    assertEquals(SECOND, wrong(SignInThrottle.FREE, now));
    long expected = SECOND;
    for (int i = 0; i < 20; i++) {
      now += expected;
      assertEquals(0, throttle.tryNanos(now, KEY));
      expected = Math.min(2 * expected, 300 * SECOND);
      assertEquals(expected, throttle.tryNanos(now, KEY));
    }
  }

  @Test
  void askingWhileOneHasToWaitMakesItNoLonger() {
    wrong(SignInThrottle.FREE, START);
    for (int i = 0; i < 1000; i++) {
      assertEquals(SECOND, throttle.tryNanos(START, KEY));
    }
    assertEquals(0, throttle.tryNanos(START + SECOND, KEY));
  }

  @Test
  void forgetsAfterAnHourWithoutATry() {
    wrong(SignInThrottle.FREE, START);
    long later = START + TimeUnit.HOURS.toNanos(1) + 1;
    assertEquals(SECOND, wrong(SignInThrottle.FREE, later));
  }

  @Test
  void aRightAnswerDoesNotCountButThoseBeforeDo() {
    for (int i = 0; i < 100; i++) {
      assertEquals(0, throttle.tryNanos(START, KEY));
      throttle.succeeded(KEY);
    }
    for (int i = 1; i < SignInThrottle.FREE; i++) {
      assertEquals(0, throttle.tryNanos(START, KEY));
      assertEquals(0, throttle.tryNanos(START, KEY));
      throttle.succeeded(KEY);
    }
    assertEquals(0, throttle.tryNanos(START, KEY));
    assertTrue(throttle.tryNanos(START, KEY) > 0, "own sign-ins do not buy guesses");
  }

  @Test
  void isBoundedAndForgetsTheOldestAddress() {
    wrong(SignInThrottle.FREE, START);
    for (int i = 0; i < SignInThrottle.MOST; i++) {
      throttle.tryNanos(START, "other " + i);
    }
    assertEquals(SignInThrottle.MOST, throttle.size());
    assertEquals(0, throttle.tryNanos(START, KEY));
  }

  @Test
  void othersDoNotWait() {
    wrong(SignInThrottle.FREE, START);
    assertEquals(0, throttle.tryNanos(START, "192.168.50.67"));
  }

  @Test
  void allAddressesOfAnIpv6NetworkAreOne() {
    String key = SignInThrottle.key("fd00:1:2:3::1");
    assertEquals(key, SignInThrottle.key("fd00:1:2:3:ffff:ffff:ffff:ffff"));
    assertEquals(key, SignInThrottle.key("fd00:1:2:3::1%1"));
    assertNotEquals(key, SignInThrottle.key("fd00:1:2:4::1"));
    assertNotEquals(SignInThrottle.key("10.0.0.1"), SignInThrottle.key("10.0.0.2"));
    assertEquals(SignInThrottle.key("10.0.0.1"), SignInThrottle.key("::ffff:10.0.0.1"));
  }
}
