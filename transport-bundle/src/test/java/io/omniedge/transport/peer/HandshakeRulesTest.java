package io.omniedge.transport.peer;

import static io.omniedge.transport.noise.MessageType.COOKIE_REPLY;
import static io.omniedge.transport.noise.MessageType.DATA;
import static io.omniedge.transport.noise.MessageType.INITIATION;
import static io.omniedge.transport.noise.MessageType.RESPONSE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.SimulatedNetwork.Conditions;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who may start a session, and what a handshake changes. */
class HandshakeRulesTest {
  private static final Endpoint ELSEWHERE = TwoMachines.endpoint("203.0.113.7", 999);

  private final TwoMachines machines = new TwoMachines();
  private final Machine left = machines.left;
  private final Machine right = machines.right;

  private void run(double seconds) {
    machines.run(Duration.ofNanos((long) (seconds * 1e9)));
  }

  private static Secret secret(int fill) {
    byte[] bytes = new byte[Secret.BYTES];
    Arrays.fill(bytes, (byte) fill);
    return Secret.copyOf(bytes);
  }

  @Test
  void firstPacketArrivesAfterOneHandshake() {
    int number = machines.leftSends();
    run(0.1);
    assertEquals(number, Packets.number(right.delivered.get(0)));
    assertEquals(1, machines.count(left, INITIATION));
    assertEquals(1, machines.count(right, RESPONSE));
    assertEquals(1, machines.count(left, DATA));
    assertEquals(0, right.device.drops().total());
  }

  @Test
  void initiatorConfirmsWithAKeepaliveWhenItHasNothingToSend() {
    left.device.handshakeWanted(left.peer(right), machines.clock.nanoTime());
    run(0.1);
    assertEquals(1, machines.keepalives(left));
    assertNotNull(right.peer(left).sendingSession(machines.clock.nanoTime()));
  }

  @Test
  void responderDoesNotSendBeforeTheInitiatorHasConfirmed() {
    left.device.handshakeWanted(left.peer(right), machines.clock.nanoTime());
    machines.run(Duration.ofMillis(15)); // the response is on its way
    assertEquals(1, machines.count(right, RESPONSE));
    assertNull(right.peer(left).sendingSession(machines.clock.nanoTime()));
    int number = machines.rightSends();
    assertEquals(0, machines.count(right, DATA));
    run(0.1);
    assertEquals(number, Packets.number(left.delivered.get(0)));
    assertEquals(0, machines.count(right, INITIATION));
  }

  @Test
  void responderInitiatesItselfWhenNoConfirmationComes() {
    left.device.handshakeWanted(left.peer(right), machines.clock.nanoTime());
    machines.run(Duration.ofMillis(15));
    machines.network.detach(left.endpoint);
    machines.rightSends();
    run(6);
    assertEquals(1, machines.count(right, INITIATION));
  }

  @Test
  void simultaneousInitiationsFromBothSidesResolve() {
    int fromLeft = machines.leftSends();
    int fromRight = machines.rightSends();
    run(0.1);
    assertEquals(fromLeft, Packets.number(right.delivered.get(0)));
    assertEquals(fromRight, Packets.number(left.delivered.get(0)));
    machines.sent.clear();
    for (int i = 0; i < 100; i++) {
      machines.leftSends();
      machines.rightSends();
      run(1);
    }
    assertEquals(101, left.delivered.size());
    assertEquals(101, right.delivered.size());
    assertEquals(0, machines.count(left, INITIATION));
    assertEquals(0, machines.count(right, INITIATION));
  }

  @Test
  void dropsReplayedInitiation() {
    machines.leftSends();
    run(1);
    byte[] initiation = machines.all(left, INITIATION).get(0).datagram;
    right.receive(ELSEWHERE, initiation);
    assertEquals(1, right.drops(Drop.INITIATION_REPLAYED));
    assertEquals(left.endpoint, right.peer(left).endpoint());
    assertEquals(1, machines.count(right, RESPONSE));
  }

  @Test
  void dropsInitiationsOfOnePeerWithin20Milliseconds() {
    machines.cut();
    machines.leftSends();
    run(6);
    byte[] first = machines.all(left, INITIATION).get(0).datagram;
    byte[] second = machines.all(left, INITIATION).get(1).datagram;
    right.receive(left.endpoint, first);
    machines.clock.advance(Duration.ofNanos(19_999_999));
    right.receive(left.endpoint, second);
    assertEquals(1, right.drops(Drop.INITIATION_FLOOD));
    machines.clock.advance(Duration.ofNanos(1));
    right.receive(left.endpoint, second);
    assertEquals(2, machines.count(right, RESPONSE));
  }

  @Test
  void dropsInitiationOfAStranger() {
    right.device.removePeer(left.publicKey);
    machines.leftSends();
    run(0.1);
    assertEquals(1, right.drops(Drop.PEER_UNKNOWN));
    assertEquals(0, machines.count(right, RESPONSE));
  }

  @Test
  void dropsInitiationForAnotherPublicKey() {
    right.device.setPrivateKey(secret(9), machines.clock.nanoTime());
    machines.leftSends();
    run(0.1);
    assertEquals(1, right.drops(Drop.MAC1_INVALID));
  }

  @Test
  void dropsResponseThatComesTwice() {
    machines.leftSends();
    run(1);
    byte[] response = machines.all(right, RESPONSE).get(0).datagram;
    left.receive(right.endpoint, response);
    assertEquals(1, left.drops(Drop.RESPONSE_UNEXPECTED));
  }

  @Test
  void dropsResponseToAnInitiationThatWasRepeatedMeanwhile() {
    machines.network.conditions(new Conditions(0, 0, Duration.ofSeconds(3), Duration.ofSeconds(3)));
    machines.leftSends();
    run(8.9);
    assertEquals(2, machines.count(left, INITIATION));
    assertEquals(1, left.drops(Drop.RESPONSE_UNEXPECTED));
  }

  @Test
  void presharedKeysMustBeEqual() {
    left.device.setPresharedKey(left.peer(right), secret(1));
    machines.leftSends();
    run(0.1);
    assertEquals(1, left.drops(Drop.RESPONSE_FORGED));
    right.device.setPresharedKey(right.peer(left), secret(1));
    run(6);
    assertEquals(1, right.delivered.size());
    left.device.setPresharedKey(left.peer(right), null);
    assertTrue(left.device.presharedKey(left.peer(right)).isZero());
  }

  @Test
  void newPresharedKeyEndsAHandshakeUnderWay() {
    machines.leftSends();
    left.device.setPresharedKey(left.peer(right), secret(1));
    run(0.1);
    assertEquals(1, left.drops(Drop.RESPONSE_UNEXPECTED));
    assertNull(left.peer(right).sendingSession(machines.clock.nanoTime()));
  }

  @Test
  void initiationFromElsewhereMovesTheEndpoint() {
    left.moveTo(ELSEWHERE);
    int number = machines.leftSends();
    run(0.1);
    assertEquals(ELSEWHERE, right.peer(left).endpoint());
    assertEquals(number, Packets.number(right.delivered.get(0)));
  }

  @Test
  void followsThePeerToAnotherAddress() {
    machines.connected();
    left.moveTo(ELSEWHERE);
    machines.rightSends();
    run(0.1);
    assertEquals(0, left.delivered.size());
    machines.leftSends();
    run(0.1);
    assertEquals(ELSEWHERE, right.peer(left).endpoint());
    int number = machines.rightSends();
    run(0.1);
    assertEquals(number, Packets.number(left.delivered.get(0)));
  }

  @Test
  void opensPacketsOfThePreviousSessionAfterARekey() {
    machines.connected();
    run(119);
    machines.network.detach(right.endpoint);
    machines.leftSends();
    machines.run(Duration.ofMillis(20));
    machines.network.attach(right.endpoint, right::receive);
    byte[] late = machines.all(left, DATA).get(0).datagram;
    run(2);
    machines.leftSends();
    run(0.1);
    assertEquals(1, machines.count(left, INITIATION));
    int before = right.delivered.size();
    right.receive(left.endpoint, late);
    assertEquals(before + 1, right.delivered.size());
  }

  @Test
  void twoRekeysEndTheFirstSession() {
    machines.connected();
    Session first = left.peer(right).sessions().current();
    assertNotNull(first);
    for (int i = 0; i < 2; i++) {
      run(121);
      machines.leftSends();
      run(0.1);
    }
    assertTrue(first.isClosed());
    assertEquals(2, left.peer(right).handshake().live.size());
  }

  @Test
  void underLoadAStrangerMustProveItsAddressFirst() {
    right.underLoad = true;
    machines.leftSends();
    run(0.1);
    assertEquals(1, right.drops(Drop.COOKIE_REQUIRED));
    assertEquals(1, machines.count(right, COOKIE_REPLY));
    assertEquals(0, machines.count(right, RESPONSE));
    run(6);
    assertEquals(1, machines.count(right, RESPONSE));
    assertEquals(1, right.delivered.size());
  }

  @Test
  void underLoadAResponseNeedsACookieToo() {
    left.underLoad = true;
    machines.leftSends();
    run(0.1);
    assertEquals(1, left.drops(Drop.COOKIE_REQUIRED));
    run(11);
    assertEquals(1, right.delivered.size());
  }

  @Test
  void underLoadEvenAProvenSourceGetsNoMoreThanItsShare() {
    right.underLoad = true;
    machines.leftSends();
    run(6); // the second initiation has a cookie
    byte[] proven = machines.all(left, INITIATION).get(1).datagram;
    for (int i = 0; i < 20; i++) {
      right.receive(left.endpoint, proven);
    }
    assertEquals(5, right.drops(Drop.INITIATION_REPLAYED));
    assertEquals(15, right.drops(Drop.SOURCE_RATE_LIMITED));
    machines.run(Duration.ofMillis(50));
    right.receive(left.endpoint, proven);
    assertEquals(6, right.drops(Drop.INITIATION_REPLAYED));
  }

  @Test
  void underLoadEachSourceGetsTwentyHandshakesASecondAndFiveAtOnce() {
    HandshakeRateLimiter limiter = new HandshakeRateLimiter();
    Endpoint samePlace = TwoMachines.endpoint("203.0.113.7", 1);
    long now = Long.MAX_VALUE - 5;
    for (int i = 0; i < 5; i++) {
      assertTrue(limiter.allow(i % 2 == 0 ? ELSEWHERE : samePlace, now));
    }
    assertTrue(!limiter.allow(samePlace, now));
    assertTrue(limiter.allow(TwoMachines.endpoint("203.0.113.8", 1), now));
    int allowed = 0;
    for (int millis = 1; millis <= 1000; millis++) {
      allowed += limiter.allow(ELSEWHERE, now + millis * 1_000_000L) ? 1 : 0;
    }
    assertEquals(20, allowed);
  }

  @Test
  void ipv6SourcesOfOneSlash64ShareTheirLimit() {
    HandshakeRateLimiter limiter = new HandshakeRateLimiter();
    for (int i = 0; i < 5; i++) {
      assertTrue(limiter.allow(TwoMachines.endpoint("2001:db8::" + i, 1), 0));
    }
    assertTrue(!limiter.allow(TwoMachines.endpoint("2001:db8::ffff:ffff", 1), 0));
    assertTrue(limiter.allow(TwoMachines.endpoint("2001:db8:0:1::", 1), 0));
  }

  @Test
  void rateLimiterIsBounded() {
    HandshakeRateLimiter limiter = new HandshakeRateLimiter();
    for (int i = 0; i < HandshakeRateLimiter.MAX_SOURCES; i++) {
      assertTrue(limiter.allow(new Endpoint(0, 0xffff_0000_0000L | i, 1, 0), 0));
    }
    assertTrue(!limiter.allow(ELSEWHERE, 0));
    assertTrue(limiter.allow(ELSEWHERE, 1_000_000_000L));
  }

  @Test
  void newPrivateKeyEndsAllSessionsAndWorksAtOnce() {
    machines.connected();
    Secret key = secret(7);
    Session old = left.peer(right).sessions().current();
    left.device.setPrivateKey(key, machines.clock.nanoTime());
    assertNotNull(old);
    assertTrue(old.isClosed());
    PublicKey publicKey = left.device.publicKey();
    assertNotNull(publicKey);
    assertNotEquals(left.publicKey, publicKey);
    Peer newLeft = right.device.addPeer(publicKey);
    assertNotNull(newLeft);
    right.device.allowedIps().put(IpPrefix.parse("10.0.0.1"), newLeft);
    run(6); // REKEY_TIMEOUT since the last initiation
    int number = machines.leftSends();
    run(0.1);
    assertEquals(number, Packets.number(right.delivered.get(0)));
  }

  @Test
  void settingTheSamePrivateKeyChangesNothing() {
    machines.connected();
    Sessions before = left.peer(right).sessions();
    left.device.setPrivateKey(left.privateKey, machines.clock.nanoTime());
    assertEquals(before, left.peer(right).sessions());
  }

  @Test
  void ourOwnPublicKeyIsNoPeer() {
    assertNull(left.device.addPeer(left.publicKey));
    machines.connected();
    left.device.setPrivateKey(right.privateKey, machines.clock.nanoTime());
    assertNull(left.device.peer(right.publicKey));
  }

  @Test
  void withoutPrivateKeyNothingHappensButCounting() {
    left.device.setPrivateKey(null, machines.clock.nanoTime());
    assertNull(left.device.privateKey());
    machines.leftSends();
    assertEquals(1, left.drops(Drop.PRIVATE_KEY_MISSING));
    machines.rightSends();
    run(0.1);
    assertEquals(2, left.drops(Drop.PRIVATE_KEY_MISSING));
    assertEquals(0, machines.count(left, INITIATION));
  }

  @Test
  void peerWithAKeyOfLowOrderGetsNoHandshake() {
    Peer peer = left.device.addPeer(PublicKey.copyOf(new byte[32]));
    assertNotNull(peer);
    peer.roamTo(ELSEWHERE);
    left.device.allowedIps().put(IpPrefix.parse("10.0.0.9"), peer);
    left.send(Packets.packet(TwoMachines.LEFT_IP, "10.0.0.9", 1, 60));
    assertEquals(1, left.drops(Drop.LOW_ORDER_POINT));
    assertEquals(0, machines.sent.size());
  }

  @Test
  void peerWithoutEndpointGetsNoHandshake() {
    Peer peer =
        left.device.addPeer(
            new Machine(machines.clock, machines.network, ELSEWHERE, new Random(5)).publicKey);
    assertNotNull(peer);
    left.device.allowedIps().put(IpPrefix.parse("10.0.0.9"), peer);
    left.send(Packets.packet(TwoMachines.LEFT_IP, "10.0.0.9", 1, 60));
    assertEquals(1, left.drops(Drop.ENDPOINT_UNKNOWN));
    assertEquals(0, machines.sent.size());
  }

  @Test
  void interfaceThatIsDownForgetsSessionsAndAnswersNothing() {
    machines.connected();
    right.device.down();
    assertEquals(Sessions.NONE, right.peer(left).sessions());
    machines.leftSends();
    run(16);
    assertEquals(1, right.drops(Drop.INDEX_UNKNOWN));
    assertEquals(1, right.drops(Drop.INTERFACE_DOWN));
    right.device.up(machines.clock.nanoTime());
    run(10);
    assertEquals(1, machines.count(right, RESPONSE));
  }

  @Test
  void removedPeerLosesItsSessionsAndAllowedIps() {
    machines.connected();
    Peer peer = left.peer(right);
    Session session = peer.sessions().current();
    left.device.removePeer(right.publicKey);
    assertNotNull(session);
    assertTrue(session.isClosed());
    assertNull(left.device.allowedIps().lookup4(0x0a000002));
    assertEquals(Long.MAX_VALUE, left.runTimers());
    left.device.handshakeWanted(peer, machines.clock.nanoTime());
    left.device.sessionConfirmed(peer, machines.clock.nanoTime());
    run(1);
    assertEquals(0, machines.sent.size());
  }

  @Test
  void countsBytesAsWgDoes() {
    machines.leftSends(); // 100 bytes, padded to 112
    run(0.1);
    assertEquals(148 + 112 + 32, left.peer(right).txBytes());
    assertEquals(92, left.peer(right).rxBytes());
    assertEquals(92, right.peer(left).txBytes());
    assertEquals(148 + 112 + 32, right.peer(left).rxBytes());
  }

  @Test
  void bothSidesRememberWhenTheHandshakeWasCompleted() {
    assertEquals(Optional.empty(), left.peer(right).lastHandshake());
    Instant start = machines.clock.wallTime();
    machines.leftSends();
    run(1);
    assertEquals(Optional.of(start.plusMillis(20)), left.peer(right).lastHandshake());
    assertEquals(Optional.of(start.plusMillis(30)), right.peer(left).lastHandshake());
  }

  @Test
  void firstHandshakeAfterARebootWorksWithTheClockAt1970() {
    machines.connected();
    machines.clock.setWallTime(Instant.EPOCH);
    reborn(left.store).send(packet(5));
    run(0.1);
    assertEquals(5, Packets.number(right.delivered.get(0)));
  }

  @Test
  void withoutItsStoreTheHandshakeAfterSuchARebootIsRefused() {
    machines.connected();
    machines.clock.setWallTime(Instant.EPOCH);
    reborn(new Machine.MemoryStore()).send(packet(5));
    run(0.1);
    assertEquals(1, right.drops(Drop.INITIATION_REPLAYED));
  }

  /** Left after a reboot. */
  private Machine reborn(Machine.MemoryStore disk) {
    Machine reborn =
        new Machine(machines.clock, machines.network, left.endpoint, new Random(77), disk);
    reborn.device.setPrivateKey(left.privateKey, machines.clock.nanoTime());
    reborn.knows(right, "10.0.0.2/32");
    return reborn;
  }

  private static byte[] packet(int number) {
    return Packets.packet(TwoMachines.LEFT_IP, TwoMachines.RIGHT_IP, number, 60);
  }
}
