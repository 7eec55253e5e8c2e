package io.omniedge.transport.timer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TimersTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long START = Long.MAX_VALUE - 3 * SECOND; // deadlines wrap around

  private final Timers timers = new Timers();

  @Test
  void waitsForEverWhenNothingIsArmed() {
    assertEquals(Long.MAX_VALUE, timers.nanosUntilNext(START));
  }

  @Test
  void expiresOnceAndNotBefore() {
    timers.handshakeInitiated(START, 7);
    assertEquals(5 * SECOND + 7, timers.nanosUntilNext(START));
    assertFalse(timers.expire(Timer.RETRANSMIT_HANDSHAKE, START + 5 * SECOND + 6));
    assertTrue(timers.expire(Timer.RETRANSMIT_HANDSHAKE, START + 5 * SECOND + 7));
    assertFalse(timers.expire(Timer.RETRANSMIT_HANDSHAKE, START + 6 * SECOND));
  }

  @Test
  void firstUnansweredPacketDecidesWhenToGiveUpTheSession() {
    timers.sessionDerived(START, 9);
    timers.dataSent(START);
    timers.dataSent(START + 4 * SECOND);
    assertFalse(timers.expire(Timer.NEW_HANDSHAKE, START + 15 * SECOND + 8));
    assertTrue(timers.expire(Timer.NEW_HANDSHAKE, START + 15 * SECOND + 9));
  }

  @Test
  void anAnswerKeepsTheSession() {
    timers.dataSent(START);
    timers.authenticatedPacketReceived();
    assertFalse(timers.isArmed(Timer.NEW_HANDSHAKE));
  }

  @Test
  void sendingReplacesTheKeepalive() {
    timers.dataReceived(START);
    timers.authenticatedPacketSent();
    assertFalse(timers.isArmed(Timer.SEND_KEEPALIVE));
  }

  @Test
  void everyPacketPutsThePersistentKeepaliveOff() {
    timers.persistentKeepalive(25);
    timers.authenticatedPacketTraversed(START);
    timers.authenticatedPacketTraversed(START + SECOND);
    assertFalse(timers.expire(Timer.PERSISTENT_KEEPALIVE, START + 25 * SECOND));
    assertTrue(timers.expire(Timer.PERSISTENT_KEEPALIVE, START + 26 * SECOND));
  }

  @Test
  void takesTheLongestPersistentKeepalive() {
    timers.persistentKeepalive(65_535);
    assertEquals(65_535, timers.persistentKeepaliveSeconds());
    timers.authenticatedPacketTraversed(START);
    assertEquals(65_535 * SECOND, timers.nanosUntilNext(START));
    timers.persistentKeepalive(0);
    assertEquals(Long.MAX_VALUE, timers.nanosUntilNext(START));
  }

  @Test
  void armsEvenWhenTheDeadlineLooksLikeNever() {
    timers.handshakeInitiated(Long.MIN_VALUE - 5 * SECOND, 0);
    assertTrue(timers.isArmed(Timer.RETRANSMIT_HANDSHAKE));
  }

  @Test
  void stopsAll() {
    timers.persistentKeepalive(1);
    timers.authenticatedPacketTraversed(START);
    timers.dataReceived(START);
    timers.dataSent(START);
    timers.sessionDerived(START, 0);
    timers.handshakeInitiated(START, 0);
    timers.stop();
    assertEquals(Long.MAX_VALUE, timers.nanosUntilNext(START));
  }
}
