package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.transport.peer.Opener;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.Sealer;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.NativeBuffer;

/** Data messages: forged ones, and authentic ones of a peer that seals whatever it likes. */
class OpenerFuzzTest {
  private static final int BEFORE = 16;
  private static final int AFTER = 64;
  private static final int MTU = 1420;

  private final FuzzDevice here = new FuzzDevice(1);
  private final FuzzDevice there = new FuzzDevice(2);
  private final Peer peer = there.addPeer(here, "0.0.0.0/0", "::/0");
  private final Opener opener;

  OpenerFuzzTest() {
    here.addPeer(there, "10.0.0.0/8", "fd00::/8");
    there.device.handshakeWanted(peer, FuzzDevice.NOW);
    here.receive(there.sent.remove());
    there.receive(here.sent.remove());
    opener = here.device.newOpener(FuzzDevice.SUITE.newAead());
  }

  @FuzzTest
  void dropsForgedDatagrams(byte[] datagram) {
    NativeBuffer buffer = FuzzDevice.buffer(BEFORE + datagram.length + AFTER);
    buffer.bytes().put(BEFORE, datagram);
    assertEquals(-1, opener.open(buffer, BEFORE, datagram.length, FuzzDevice.NOW));
  }

  @FuzzTest
  void admitsOnlyPacketsThatFitTheirLength(byte[] packet) {
    int length = Math.min(packet.length, 60_000);
    Session session = peer.sendingSession(FuzzDevice.NOW);
    assertNotNull(session);
    NativeBuffer plain = FuzzDevice.buffer(length + Sealer.SPARE_BYTES);
    plain.bytes().put(0, packet, 0, length);
    NativeBuffer datagram = FuzzDevice.buffer(BEFORE + length + AFTER);
    Sealer sealer = there.device.newSealer(FuzzDevice.SUITE.newAead());
    int sealed =
        sealer.seal(session, session.reserveCounters(1), plain, 0, length, MTU, datagram, BEFORE);
    int opened = opener.open(datagram, BEFORE, sealed, FuzzDevice.NOW);
    assertTrue(opened >= -1 && opened <= sealed, () -> opened + " of " + sealed);
    assertEquals(length == 0 ? 0 : opened, opened);
    if (opened > 0) {
      int version = datagram.bytes().get(BEFORE + 16) >> 4 & 0xf;
      assertTrue(version == 4 || version == 6);
    }
  }
}
