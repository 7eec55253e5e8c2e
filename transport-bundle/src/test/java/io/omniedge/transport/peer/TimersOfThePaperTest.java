package io.omniedge.transport.peer;

import static io.omniedge.transport.noise.MessageType.DATA;
import static io.omniedge.transport.noise.MessageType.INITIATION;
import static io.omniedge.transport.noise.MessageType.RESPONSE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Limits;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every timer and limit of the paper, section 6, between two machines. Left initiates. */
class TimersOfThePaperTest {
  private final TwoMachines machines = new TwoMachines();
  private final Machine left = machines.left;
  private final Machine right = machines.right;

  private void run(double seconds) {
    machines.run(Duration.ofNanos((long) (seconds * 1e9)));
  }

  // 6.2 limits of a session

  @Test
  void initiatorRekeysAfter120SecondsOnSend() {
    machines.connected();
    run(119.7);
    machines.leftSends();
    run(0.1);
    assertEquals(0, machines.count(left, INITIATION));
    run(0.2);
    machines.leftSends();
    run(0.1);
    assertEquals(1, machines.count(left, INITIATION));
    assertEquals(1, machines.count(right, RESPONSE));
  }

  @Test
  void initiatorDoesNotRekeyWithoutTraffic() {
    machines.connected();
    run(1000);
    assertEquals(0, machines.count(left, INITIATION));
    assertEquals(0, machines.count(right, INITIATION));
  }

  @Test
  void responderNeverInitiatesByTime() {
    machines.connected();
    for (int second = 0; second < 164; second++) {
      machines.rightSends();
      run(1);
    }
    assertEquals(0, machines.count(right, INITIATION));
    assertEquals(0, machines.count(left, INITIATION));
  }

  @Test
  void initiatorRekeysAfter165SecondsOnReceive() {
    machines.connected();
    run(164.7);
    machines.rightSends();
    run(0.1);
    assertEquals(0, machines.count(left, INITIATION));
    run(0.2);
    machines.rightSends();
    run(0.1);
    assertEquals(1, machines.count(left, INITIATION));
  }

  @Test
  void trafficGoesOnWhileRekeying() {
    machines.connected();
    for (int second = 0; second < 400; second++) {
      machines.leftSends();
      machines.rightSends();
      run(1);
    }
    assertEquals(400, left.delivered.size());
    assertEquals(400, right.delivered.size());
    assertEquals(3, machines.count(left, INITIATION));
  }

  @Test
  void doesNotSendWithASessionOf180Seconds() {
    machines.connected();
    machines.cut();
    run(179);
    Session session = left.peer(right).sendingSession(machines.clock.nanoTime());
    assertNotNull(session);
    run(1);
    assertNull(left.peer(right).sendingSession(machines.clock.nanoTime()));
    machines.leftSends();
    assertEquals(0, machines.count(left, DATA));
  }

  @Test
  void rejectsDataAfter180Seconds() {
    machines.connected();
    machines.leftSends();
    byte[] datagram = machines.all(left, DATA).get(0).datagram;
    machines.network.detach(right.endpoint);
    run(180);
    right.receive(left.endpoint, datagram);
    assertEquals(1, right.drops(Drop.SESSION_EXPIRED));
    assertTrue(right.delivered.isEmpty());
  }

  @Test
  void initiatorAndResponderRekeyAfterTheMessageLimit() throws ReflectiveOperationException {
    machines.connected();
    useCounters(right, left, Limits.REKEY_AFTER_MESSAGES + 1);
    run(6); // the response counts as a handshake message of right
    machines.rightSends();
    run(0.1);
    assertEquals(1, machines.count(right, INITIATION));
    useCounters(left, right, Limits.REKEY_AFTER_MESSAGES + 1);
    run(6);
    machines.leftSends();
    run(0.1);
    assertEquals(1, machines.count(left, INITIATION));
  }

  @Test
  void sendsNothingBeyondTheMessageLimitButGetsANewSession() throws ReflectiveOperationException {
    machines.connected();
    run(6);
    useCounters(left, right, Limits.REJECT_AFTER_MESSAGES);
    int number = machines.leftSends();
    assertEquals(0, machines.count(left, DATA));
    run(0.1);
    assertEquals(number, Packets.number(right.delivered.get(0)));
  }

  // 6.3 zeroing

  @Test
  void forgetsAllKeysAfterThreeTimesRejectAfterTime() {
    machines.connected();
    Session session = left.peer(right).sessions().current();
    assertNotNull(session);
    run(539);
    assertFalse(session.isClosed());
    run(1.1);
    assertTrue(session.isClosed());
    assertEquals(Sessions.NONE, left.peer(right).sessions());
    assertEquals(Sessions.NONE, right.peer(left).sessions());
    assertEquals(Long.MAX_VALUE, left.runTimers());
  }

  // 6.4 retransmission

  @Test
  void retransmitsTheInitiationAfter5SecondsAndJitter() {
    machines.cut();
    machines.leftSends();
    run(80);
    List<TwoMachines.Sent> all = machines.all(left, INITIATION);
    assertTrue(all.size() >= 15);
    Set<Long> gaps = new HashSet<>();
    for (int i = 1; i < all.size(); i++) {
      long gap = all.get(i).nanos - all.get(i - 1).nanos;
      assertTrue(gap >= 5_000_000_000L && gap <= 5_333_000_000L, "gap of " + gap);
      gaps.add(gap);
    }
    assertTrue(gaps.size() > 5, "jitter differs");
  }

  @Test
  void eachRetransmissionHasFreshIndexAndEphemeralKey() {
    machines.cut();
    machines.leftSends();
    run(11);
    List<TwoMachines.Sent> all = machines.all(left, INITIATION);
    byte[] first = all.get(0).datagram;
    byte[] second = all.get(1).datagram;
    assertNotEquals(Arrays.hashCode(slice(first, 4, 8)), Arrays.hashCode(slice(second, 4, 8)));
    assertFalse(Arrays.equals(slice(first, 8, 40), slice(second, 8, 40)));
  }

  @Test
  void noMoreThanOneInitiationIn5SecondsHoweverMuchTraffic() {
    machines.cut();
    for (int i = 0; i < 490; i++) {
      machines.leftSends();
      run(0.01);
    }
    assertEquals(1, machines.count(left, INITIATION));
  }

  @Test
  void givesUpAfter90SecondsAndDropsStagedPackets() {
    machines.cut();
    machines.leftSends();
    run(89);
    assertEquals(0, left.drops(Drop.HANDSHAKE_GIVEN_UP));
    run(7);
    assertEquals(1, left.drops(Drop.HANDSHAKE_GIVEN_UP));
    int initiations = machines.count(left, INITIATION);
    run(200);
    assertEquals(initiations, machines.count(left, INITIATION));
    assertTrue(initiations >= 17 && initiations <= 18, initiations + " initiations");
  }

  @Test
  void newTrafficRestartsTheAttemptTime() {
    machines.cut();
    machines.leftSends();
    run(60);
    machines.leftSends();
    run(60);
    assertEquals(0, left.drops(Drop.HANDSHAKE_GIVEN_UP));
    run(40);
    assertEquals(2, left.drops(Drop.HANDSHAKE_GIVEN_UP));
  }

  @Test
  void trafficAfterGivingUpStartsANewAttempt() {
    machines.cut();
    machines.leftSends();
    run(100);
    machines.mend();
    int number = machines.leftSends();
    run(0.1);
    assertEquals(1, right.delivered.size());
    assertEquals(number, Packets.number(right.delivered.get(0)));
  }

  @Test
  void deliversAllStagedPacketsInOrderOnceTheHandshakeSucceeds() {
    machines.cut();
    int first = machines.leftSends();
    for (int i = 1; i < 128; i++) {
      machines.leftSends();
    }
    machines.mend();
    run(6);
    assertEquals(128, right.delivered.size());
    for (int i = 0; i < 128; i++) {
      assertEquals(first + i, Packets.number(right.delivered.get(i)));
    }
  }

  @Test
  void dropsTheOldestOfMoreThan128StagedPackets() {
    machines.cut();
    int first = machines.leftSends();
    for (int i = 1; i < 130; i++) {
      machines.leftSends();
    }
    assertEquals(2, left.drops(Drop.STAGING_OVERFLOW));
    machines.mend();
    run(6);
    assertEquals(128, right.delivered.size());
    assertEquals(first + 2, Packets.number(right.delivered.get(0)));
  }

  // 6.5 passive keepalive

  @Test
  void sendsKeepaliveTenSecondsAfterReceivingDataWithoutSending() {
    machines.connected();
    machines.leftSends();
    run(9.9);
    assertEquals(0, machines.keepalives(right));
    run(0.2);
    assertEquals(1, machines.keepalives(right));
    run(30);
    assertEquals(1, machines.keepalives(right));
  }

  @Test
  void sendsNoKeepaliveAfterSendingData() {
    machines.connected();
    machines.leftSends();
    run(5);
    machines.rightSends();
    run(9);
    assertEquals(0, machines.keepalives(right));
  }

  @Test
  void doesNotAnswerAKeepaliveWithAKeepalive() {
    machines.connected();
    machines.leftSends();
    run(60);
    assertEquals(1, machines.keepalives(right));
    assertEquals(0, machines.keepalives(left));
  }

  @Test
  void sendsAnotherKeepaliveWhenDataCameWhileOneWasPending() {
    machines.connected();
    machines.leftSends();
    run(5);
    machines.leftSends();
    run(5.1);
    assertEquals(1, machines.keepalives(right));
    run(10);
    assertEquals(2, machines.keepalives(right));
  }

  @Test
  void startsNewHandshakeFifteenSecondsAfterDataWithoutAnswer() {
    machines.connected();
    machines.cut();
    machines.leftSends();
    run(14.9);
    assertEquals(0, machines.count(left, INITIATION));
    run(0.5);
    assertEquals(1, machines.count(left, INITIATION));
  }

  @Test
  void responderStartsNewHandshakeWhenItsDataGoesUnanswered() {
    machines.connected();
    machines.cut();
    machines.rightSends();
    run(15.4);
    assertEquals(1, machines.count(right, INITIATION));
  }

  @Test
  void answeredDataStartsNoHandshake() {
    machines.connected();
    machines.leftSends();
    run(60);
    assertEquals(0, machines.count(left, INITIATION));
  }

  // persistent keepalive

  @Test
  void persistentKeepaliveStartsAtOnceAndRepeats() {
    left.device.setPersistentKeepalive(left.peer(right), 25, machines.clock.nanoTime());
    run(0.1);
    assertEquals(1, machines.count(left, INITIATION));
    assertEquals(1, machines.keepalives(left));
    run(25);
    assertEquals(2, machines.keepalives(left));
    run(50);
    assertEquals(4, machines.keepalives(left));
  }

  @Test
  void persistentKeepaliveKeepsTryingForEver() {
    machines.cut();
    left.device.setPersistentKeepalive(left.peer(right), 25, machines.clock.nanoTime());
    run(1000);
    machines.mend();
    run(31);
    assertEquals(1, machines.count(right, RESPONSE));
  }

  @Test
  void persistentKeepaliveFindsAnEndpointThatIsConfiguredLater() {
    Peer peer = left.device.addPeer(stranger());
    assertNotNull(peer);
    left.device.setPersistentKeepalive(peer, 25, machines.clock.nanoTime());
    run(60);
    assertEquals(0, machines.sent.size());
    peer.roamTo(right.endpoint);
    run(25);
    assertTrue(machines.count(left, INITIATION) >= 1);
  }

  @Test
  void persistentKeepaliveIsPutOffByTraffic() {
    left.device.setPersistentKeepalive(left.peer(right), 5, machines.clock.nanoTime());
    run(0.1);
    machines.sent.clear();
    for (int second = 0; second < 60; second++) {
      machines.leftSends();
      run(1);
    }
    assertEquals(0, machines.keepalives(left));
  }

  @Test
  void persistentKeepaliveCanBeSwitchedOff() {
    left.device.setPersistentKeepalive(left.peer(right), 5, machines.clock.nanoTime());
    run(1);
    left.device.setPersistentKeepalive(left.peer(right), 0, machines.clock.nanoTime());
    machines.sent.clear();
    run(100);
    assertEquals(0, machines.sent.size());
  }

  @Test
  void persistentKeepaliveStartsWhenTheInterfaceComesUp() {
    left.device.down();
    left.device.setPersistentKeepalive(left.peer(right), 25, machines.clock.nanoTime());
    run(60);
    assertEquals(0, machines.sent.size());
    left.device.up(machines.clock.nanoTime());
    run(0.1);
    assertEquals(1, machines.keepalives(left));
  }

  private PublicKey stranger() {
    Endpoint nowhere = TwoMachines.endpoint("203.0.113.9", 9);
    return new Machine(machines.clock, machines.network, nowhere, new Random(9)).publicKey;
  }

  private static byte[] slice(byte[] bytes, int from, int to) {
    return Arrays.copyOfRange(bytes, from, to);
  }

  private static void useCounters(Machine machine, Machine other, long next)
      throws ReflectiveOperationException {
    Session session = machine.peer(other).sessions().current();
    assertNotNull(session);
    MethodHandles.privateLookupIn(Session.class, MethodHandles.lookup())
        .findVarHandle(Session.class, "nextCounter", long.class)
        .set(session, next);
  }

  // Where answers leave from.

  @Test
  void forgetsItsSourceAddressWhenNothingComesBackFor15Seconds() {
    machines.connected();
    Endpoint answered = answeredFromOurSecondAddress();
    machines.cut();
    machines.leftSends();
    run(14.9);
    assertTrue(answered.sameLocal(endpointOfRight()));
    run(0.5);
    assertFalse(endpointOfRight().hasLocal());
    assertEquals(answered, endpointOfRight());
  }

  @Test
  void forgetsItsSourceAddressWhenTheNetworkChanges() {
    machines.connected();
    answeredFromOurSecondAddress();
    left.device.networkChanged();
    assertFalse(endpointOfRight().hasLocal());
  }

  private Endpoint endpointOfRight() {
    return Objects.requireNonNull(left.peer(right).endpoint());
  }

  private Endpoint answeredFromOurSecondAddress() {
    Endpoint plain = endpointOfRight();
    Endpoint answered =
        new Endpoint(
            plain.addressHigh(), plain.addressLow(), plain.port(), 0, 0, 0xffff_c000_0263L);
    left.peer(right).roamTo(answered);
    return answered;
  }
}
