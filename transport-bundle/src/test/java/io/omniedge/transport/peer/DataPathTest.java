package io.omniedge.transport.peer;

import static io.omniedge.transport.noise.MessageType.DATA;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What passes the sealer and the opener, and what does not. Left is the initiator. */
class DataPathTest {
  private final TwoMachines machines = new TwoMachines().connected();
  private final Machine left = machines.left;
  private final Machine right = machines.right;

  private byte[] datagram() {
    machines.network.detach(right.endpoint);
    machines.leftSends();
    machines.run(Duration.ofMillis(20));
    machines.network.attach(right.endpoint, right::receive);
    return machines.all(left, DATA).get(0).datagram;
  }

  /** Sent by left to right, whatever it is. */
  private void tunnel(byte[] inner) {
    Session session = left.peer(right).sendingSession(machines.clock.nanoTime());
    assertNotNull(session);
    NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(4096), 0);
    NativeBuffer target = new NativeBuffer(ByteBuffer.allocateDirect(4096), 0);
    buffer.bytes().put(0, inner);
    int bytes =
        left.device
            .newSealer(Machine.newAead())
            .seal(session, session.reserveCounters(1), buffer, 0, inner.length, 1420, target, 0);
    byte[] message = new byte[bytes];
    target.bytes().get(0, message);
    right.receive(left.endpoint, message);
  }

  @Test
  void carriesIpv4AndIpv6BothWays() {
    byte[] six = Packets.packet("fd00::1", "fd00::2", 1, 77);
    byte[] sixBack = Packets.packet("fd00::2", "fd00::1", 2, 1280);
    left.send(six);
    right.send(sixBack);
    machines.run(Duration.ofMillis(20));
    assertArrayEquals(six, right.delivered.get(0));
    assertArrayEquals(sixBack, left.delivered.get(0));
  }

  @Test
  void carriesEveryLengthUpToTheMtu() {
    for (int length = 44; length <= Machine.MTU; length++) {
      left.send(Packets.packet(TwoMachines.LEFT_IP, TwoMachines.RIGHT_IP, length, length));
    }
    machines.run(Duration.ofMillis(20));
    for (int length = 44; length <= Machine.MTU; length++) {
      assertEquals(length, right.delivered.get(length - 44).length);
    }
  }

  @Test
  void dropsPacketWithReusedCounter() {
    byte[] datagram = datagram();
    right.receive(left.endpoint, datagram);
    right.receive(left.endpoint, datagram);
    assertEquals(1, right.delivered.size());
    assertEquals(1, right.drops(Drop.DATA_REPLAYED));
  }

  @Test
  void forgedPacketDoesNotSpoilTheGenuineOne() {
    byte[] genuine = datagram();
    for (int at = 16; at < genuine.length; at += 9) {
      byte[] forged = genuine.clone();
      forged[at] ^= 1;
      right.receive(left.endpoint, forged);
    }
    byte[] otherCounter = genuine.clone();
    otherCounter[13] = 1;
    right.receive(left.endpoint, otherCounter);
    assertEquals(0, right.delivered.size());
    assertTrue(right.drops(Drop.DATA_FORGED) > 10);
    right.receive(left.endpoint, genuine);
    assertEquals(1, right.delivered.size());
  }

  @Test
  void forgedPacketDoesNotMoveTheEndpoint() {
    byte[] forged = datagram();
    forged[20] ^= 1;
    right.receive(TwoMachines.endpoint("203.0.113.7", 9), forged);
    assertEquals(left.endpoint, right.peer(left).endpoint());
  }

  @Test
  void dropsUnknownIndex() {
    byte[] datagram = datagram();
    datagram[4] ^= 1;
    right.receive(left.endpoint, datagram);
    assertEquals(1, right.drops(Drop.INDEX_UNKNOWN));
  }

  @Test
  void dropsCounterBeyondTheLimit() {
    byte[] datagram = datagram();
    Arrays.fill(datagram, 8, 16, (byte) 0xff);
    right.receive(left.endpoint, datagram);
    datagram[15] = 0x7f;
    right.receive(left.endpoint, datagram);
    assertEquals(2, right.drops(Drop.COUNTER_EXHAUSTED));
  }

  @Test
  void dropsMessagesThatAreTooShortOrHaveReservedBytes() {
    byte[] datagram = datagram();
    right.receive(left.endpoint, Arrays.copyOf(datagram, 31));
    datagram[3] = 1;
    right.receive(left.endpoint, datagram);
    right.receive(left.endpoint, new byte[0]);
    right.receive(left.endpoint, new byte[3]);
    assertEquals(4, right.drops(Drop.MESSAGE_MALFORMED));
  }

  @Test
  void dropsSourceThatIsNotAmongTheAllowedIpsOfExactlyThisPeer() {
    tunnel(Packets.packet("10.0.0.77", TwoMachines.RIGHT_IP, 1, 60));
    tunnel(Packets.packet("fd00::77", "fd00::2", 1, 60));
    Machine third =
        new Machine(
            machines.clock,
            machines.network,
            TwoMachines.endpoint("203.0.113.3", 3),
            new Random(3));
    right.knows(third, "10.0.0.3/32");
    tunnel(Packets.packet("10.0.0.3", TwoMachines.RIGHT_IP, 1, 60));
    assertEquals(3, right.drops(Drop.SOURCE_NOT_ALLOWED));
    assertEquals(0, right.delivered.size());
    assertEquals(left.endpoint, right.peer(left).endpoint());
  }

  @Test
  void allowedIpsThatMoveToAnotherPeerMoveAtOnce() {
    Peer other = right.device.addPeer(PublicKey.copyOf(new byte[32]));
    assertNotNull(other);
    right.device.allowedIps().put(IpPrefix.parse(TwoMachines.LEFT_IP), other);
    machines.leftSends();
    machines.run(Duration.ofMillis(20));
    assertEquals(1, right.drops(Drop.SOURCE_NOT_ALLOWED));
  }

  @Test
  void dropsInnerPacketsThatAreNone() {
    byte[] good = Packets.packet(TwoMachines.LEFT_IP, TwoMachines.RIGHT_IP, 1, 60);
    byte[] version = good.clone();
    version[0] = 0x55;
    byte[] longerThanItIs = good.clone();
    longerThanItIs[3] = 81; // 60 are padded to 64
    byte[] shorterThanAHeader = good.clone();
    shorterThanAHeader[3] = 19;
    byte[] six = Packets.packet("fd00::1", "fd00::2", 1, 60);
    six[5] = 25;
    tunnel(version);
    tunnel(longerThanItIs);
    tunnel(shorterThanAHeader);
    tunnel(six);
    tunnel(new byte[] {0x45});
    tunnel(Arrays.copyOf(Packets.packet("fd00::1", "fd00::2", 1, 60), 30));
    assertEquals(6, right.drops(Drop.INNER_PACKET_MALFORMED));
    assertEquals(0, right.delivered.size());
  }

  @Test
  void cutsTheInnerPacketToItsOwnLength() {
    byte[] packet = Packets.packet(TwoMachines.LEFT_IP, TwoMachines.RIGHT_IP, 1, 60);
    tunnel(Arrays.copyOf(packet, 80));
    assertArrayEquals(packet, right.delivered.get(0));
  }

  @Test
  void leavesTheBytesBehindThePacketAsTheyWere() {
    NativeBuffer packet = new NativeBuffer(ByteBuffer.allocateDirect(100), 0);
    NativeBuffer target = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
    for (int i = 0; i < 100; i++) {
      packet.bytes().put(i, (byte) i);
    }
    Session session = left.peer(right).sendingSession(machines.clock.nanoTime());
    assertNotNull(session);
    Aead aead = Machine.newAead();
    int bytes = left.device.newSealer(aead).seal(session, 5, packet, 30, 45, 1420, target, 7);
    assertEquals(16 + 48 + 16, bytes);
    for (int i = 0; i < 100; i++) {
      assertEquals((byte) i, packet.bytes().get(i));
    }
    byte[] header = new byte[16];
    target.bytes().get(7, header);
    assertEquals("04000000", HexFormat.of().formatHex(header, 0, 4));
    assertEquals("0500000000000000", HexFormat.of().formatHex(header, 8, 16));
  }

  @Test
  void sealsNothingWithAClosedSession() {
    Session session = left.peer(right).sendingSession(machines.clock.nanoTime());
    assertNotNull(session);
    session.close();
    NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(100), 0);
    NativeBuffer target = new NativeBuffer(ByteBuffer.allocateDirect(200), 0);
    Sealer sealer = left.device.newSealer(Machine.newAead());
    assertEquals(0, sealer.seal(session, 5, buffer, 0, 45, 1420, target, 0));
  }

  @Test
  void opensNothingWithAClosedSession() {
    byte[] datagram = datagram();
    Session session = right.peer(left).sessions().current();
    assertNotNull(session);
    Secret key = Secret.copyOf(session.receiveKey().exposeBytes());
    session.close(); // the opener is in the middle of it: the index is still there, the key a copy
    System.arraycopy(key.exposeBytes(), 0, session.receiveKey().exposeBytes(), 0, 32);
    right.receive(left.endpoint, datagram);
    assertEquals(1, right.drops(Drop.SESSION_CLOSED));
    assertEquals(0, right.delivered.size());
  }

  @Test
  void openerNamesNoPeerForWhatIsNotAuthentic() {
    Opener opener = right.device.newOpener(Machine.newAead());
    NativeBuffer buffer = new NativeBuffer(ByteBuffer.allocateDirect(300), 0);
    byte[] datagram = datagram();
    buffer.bytes().put(16, datagram);
    assertEquals(100, opener.open(buffer, 16, datagram.length, machines.clock.nanoTime()));
    assertEquals(right.peer(left), opener.peer());
    buffer.bytes().put(16, datagram);
    assertEquals(-1, opener.open(buffer, 16, datagram.length, machines.clock.nanoTime()));
    assertNull(opener.peer());
  }
}
