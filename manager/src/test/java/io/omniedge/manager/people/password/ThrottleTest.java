package io.omniedge.manager.people.password;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ThrottleTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Throttle throttle = new Throttle(3, Duration.ofMinutes(1));

  private Duration begin(long atSeconds) {
    return throttle.begin("key", START.plusSeconds(atSeconds));
  }

  @Test
  void waitsTwiceAsLongAfterEachWrongAnswer() {
    assertEquals(Duration.ZERO, begin(0));
    assertEquals(Duration.ZERO, begin(0));
    assertEquals(Duration.ZERO, begin(0));
    assertEquals(Duration.ofSeconds(1), begin(0));
    assertEquals(Duration.ZERO, begin(1));
    assertEquals(Duration.ofSeconds(2), begin(1));
    assertEquals(Duration.ZERO, begin(3));
    assertEquals(Duration.ofSeconds(4), begin(3));
  }

  @Test
  void neverWaitsLongerThanItsLimit() {
    long now = 0;
    for (int i = 0; i < 40; i++) {
      now += begin(now).toSeconds();
    }
    assertEquals(Duration.ZERO, begin(now + 60));
    assertTrue(begin(now + 60).compareTo(Duration.ofMinutes(1)) <= 0);
  }

  @Test
  void triesAtOnceAreNoMoreThanTriesInTurn() {
    long passed = 0;
    for (int i = 0; i < 100; i++) {
      passed += begin(0).isZero() ? 1 : 0;
    }
    assertEquals(3, passed);
  }

  @Test
  void aRightAnswerForgivesItselfOnly() {
    begin(0);
    begin(0);
    throttle.succeeded("key");
    begin(0);
    begin(0);
    assertEquals(Duration.ofSeconds(1), begin(0));
  }

  @Test
  void forgetsAfterAnHour() {
    for (int i = 0; i < 3; i++) {
      begin(0);
    }
    assertEquals(Duration.ZERO, begin(3_601));
    assertEquals(Duration.ZERO, begin(3_601));
  }

  @Property(tries = 20)
  void neverKeepsMoreThanItsBound(@ForAll @IntRange(min = 1, max = 50_000) int keys) {
    Throttle many = new Throttle(3, Duration.ofMinutes(1));
    for (int i = 0; i < keys; i++) {
      many.begin("key" + i, START);
    }
    assertEquals(Math.min(keys, Throttle.MOST), many.size());
  }

  @Test
  void takesANetworkOfIpv6ForOneAddress() throws UnknownHostException {
    String one = Throttle.key(InetAddress.getByName("2001:db8:1:2:3::4"));
    assertEquals(one, Throttle.key(InetAddress.getByName("2001:db8:1:2:ffff::1")));
    assertEquals("192.0.2.1", Throttle.key(InetAddress.getByName("192.0.2.1")));
  }
}
