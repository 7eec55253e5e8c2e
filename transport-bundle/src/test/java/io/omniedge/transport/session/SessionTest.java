package io.omniedge.transport.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.Secret;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SessionTest {
  private static final long BORN = Long.MAX_VALUE - 5; // all ages below wrap around

  private final Secret sendKey = key(1);
  private final Secret receiveKey = key(2);
  private final Session initiated = new Session(7, 8, sendKey, receiveKey, BORN, true);
  private final Session answered = new Session(7, 8, key(1), key(2), BORN, false);

  @Test
  void givesConsecutiveCountersFromZero() {
    assertEquals(0, initiated.reserveCounters(45));
    assertEquals(45, initiated.reserveCounters(1));
    assertEquals(46, initiated.reserveCounters(10));
  }

  @Test
  void givesNoCounterBeyondTheLimit() throws ReflectiveOperationException {
    counters(initiated, Limits.REJECT_AFTER_MESSAGES - 3);
    assertTrue(initiated.reserveCounters(4) < 0);
    assertEquals(Limits.REJECT_AFTER_MESSAGES - 3, initiated.reserveCounters(3));
    assertTrue(initiated.reserveCounters(1) < 0);
    assertFalse(initiated.maySend(BORN));
  }

  @Test
  void mayNotSendFrom180SecondsOn() {
    assertTrue(initiated.maySend(BORN + TimeUnit.SECONDS.toNanos(180) - 1));
    assertFalse(initiated.maySend(BORN + TimeUnit.SECONDS.toNanos(180)));
  }

  @Test
  void onlyTheInitiatorRenewsByAge() {
    long later = BORN + TimeUnit.SECONDS.toNanos(179);
    assertTrue(initiated.rekeyDueOnSend(later));
    assertTrue(initiated.rekeyDueOnReceive(later));
    assertFalse(answered.rekeyDueOnSend(later));
    assertFalse(answered.rekeyDueOnReceive(later));
  }

  @Test
  void bothSidesRenewAfterTheMessageLimit() throws ReflectiveOperationException {
    counters(answered, Limits.REKEY_AFTER_MESSAGES);
    assertFalse(answered.rekeyDueOnSend(BORN));
    counters(answered, Limits.REKEY_AFTER_MESSAGES + 1);
    assertTrue(answered.rekeyDueOnSend(BORN));
  }

  @Test
  void wipesKeysWhenClosed() {
    assertFalse(initiated.isClosed());
    initiated.close();
    assertTrue(initiated.isClosed());
    assertTrue(sendKey.isZero());
    assertTrue(receiveKey.isZero());
  }

  private static Secret key(int fill) {
    byte[] bytes = new byte[Secret.BYTES];
    bytes[0] = (byte) fill;
    return Secret.copyOf(bytes);
  }

  /** Nobody sends 2^60 packets in a test. */
  private static void counters(Session session, long next) throws ReflectiveOperationException {
    MethodHandles.privateLookupIn(Session.class, MethodHandles.lookup())
        .findVarHandle(Session.class, "nextCounter", long.class)
        .set(session, next);
  }
}
