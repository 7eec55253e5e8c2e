package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HandshakeAdmissionTest {
  private static final long ATTACKER = 0xffff_c633_6401L;

  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final HandshakeAdmission admission =
      new HandshakeAdmission(new SplittableRandom(1), clock.nanoTime());

  private int admitted(long source, int attempts) {
    int admitted = 0;
    for (int i = 0; i < attempts; i++) {
      admitted += admission.admits(source, clock.nanoTime()) ? 1 : 0;
    }
    return admitted;
  }

  @Test
  void aThousandPeersBehindOneAddressMayComeAtOnce() {
    assertEquals(1000, admitted(ATTACKER, 1000));
  }

  @Test
  void aFloodFromOneSourceIsHeldToTheRateThatIsAlwaysAnswered() {
    admitted(ATTACKER, HandshakeAdmission.BURST);
    int admitted = 0;
    for (int millis = 0; millis < 1000; millis++) {
      clock.advance(Duration.ofMillis(1));
      admitted += admitted(ATTACKER, 100);
    }
    assertTrue(admitted >= HandshakeAdmission.PER_SECOND, "admitted " + admitted);
    assertTrue(admitted <= HandshakeAdmission.PER_SECOND + 6, "admitted " + admitted);
  }

  @Test
  void anHonestSourceIsAdmittedDuringAFlood() {
    int served = 0;
    for (int peer = 0; peer < 100; peer++) {
      clock.advance(Duration.ofSeconds(1));
      admitted(ATTACKER, 10_000);
      served += admission.admits(0xffff_0a00_0000L + peer, clock.nanoTime()) ? 1 : 0;
    }
    // One in a thousand shares its place with the attacker.
    assertTrue(served >= 99, "served " + served);
  }

  @Test
  void oneSourceGetsOneShareInAFlood() {
    admitted(ATTACKER, 2 * HandshakeAdmission.BURST);
    assertTrue(admission.admits(7, clock.nanoTime()));
    assertFalse(admission.admits(7, clock.nanoTime()));
  }

  @Test
  void admitsEverybodyAgainAfterTheFlood() {
    admitted(ATTACKER, 2 * HandshakeAdmission.BURST);
    clock.advance(Duration.ofSeconds(1));
    assertEquals(1000, admitted(ATTACKER, 1000));
  }
}
