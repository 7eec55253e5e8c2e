package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.peer.HandshakeFilter;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Handshake messages from strangers: no exception, no session, and one count for each. */
class HandshakeFuzzTest {
  private static final byte[] LABEL_MAC1 = "mac1----".getBytes(StandardCharsets.US_ASCII);
  private static final int MACS_BYTES = 32;

  /** As it comes from the network. */
  @FuzzTest
  void dropsAnyBytes(byte[] message) {
    receive(message, false);
  }

  /** With mac1 put right, as by somebody who knows our public key. */
  @FuzzTest
  void dropsAnyBytesWithValidMac1(byte[] message) {
    sign(message, new FuzzDevice(1));
    receive(message, false);
    receive(message, true);
  }

  /**
   * A genuine initiation and its response with bytes changed.
   *
   * @param changes pairs of a position and what to xor there
   */
  @FuzzTest
  void survivesAChangedHandshake(byte[] changes) {
    FuzzDevice here = new FuzzDevice(1);
    FuzzDevice there = new FuzzDevice(2);
    Peer peerHere = here.addPeer(there, "0.0.0.0/0");
    Peer peerThere = there.addPeer(here, "0.0.0.0/0");
    there.device.handshakeWanted(peerThere, FuzzDevice.NOW);
    int half = changes.length / 2 & ~1;

    byte[] initiation = there.sent.remove();
    byte[] genuine = initiation.clone();
    change(initiation, changes, 0, half);
    sign(initiation, here);
    here.receive(initiation);
    assertEquals(differsBehindSender(genuine, initiation), here.sent.isEmpty());
    assertNull(peerHere.sendingSession(FuzzDevice.NOW), "no data has confirmed it");
    if (here.sent.isEmpty()) {
      return;
    }
    boolean otherSender = sender(genuine) != sender(initiation);

    byte[] response = here.sent.remove();
    genuine = response.clone();
    change(response, changes, half, changes.length);
    sign(response, there);
    there.receive(response);
    assertEquals(
        otherSender || differsBehindSender(genuine, response),
        peerThere.sendingSession(FuzzDevice.NOW) == null);
  }

  private static void change(byte[] message, byte[] changes, int from, int to) {
    for (int i = from; i + 1 < to; i += 2) {
      message[(changes[i] & 0xff) % (message.length - MACS_BYTES)] ^= changes[i + 1];
    }
  }

  /** The sender index alone is protected by nothing but mac1, which anybody can make. */
  private static boolean differsBehindSender(byte[] genuine, byte[] message) {
    int signed = message.length - MACS_BYTES;
    return genuine[0] != message[0]
        || genuine[1] != message[1]
        || genuine[2] != message[2]
        || genuine[3] != message[3]
        || !Arrays.equals(genuine, 8, signed, message, 8, signed);
  }

  private static int sender(byte[] message) {
    return ByteBuffer.wrap(message).getInt(4);
  }

  private static void receive(byte[] message, boolean underLoad) {
    FuzzDevice here = new FuzzDevice(1);
    FuzzDevice there = new FuzzDevice(2);
    Peer peer = here.addPeer(there, "0.0.0.0/0");
    NativeBuffer datagram = FuzzDevice.buffer(message.length + 16);
    datagram.bytes().put(16, message);
    HandshakeFilter filter = here.device.newHandshakeFilter();
    DropCounters drops = here.device.drops();
    boolean passed = filter.passes(datagram, 16, message.length);
    assertEquals(passed ? 0 : 1, total(drops));
    here.device.receive(message, message.length, FuzzDevice.SOMEWHERE, FuzzDevice.NOW, underLoad);
    assertEquals(passed ? 1 : 2, total(drops));
    assertNull(peer.sendingSession(FuzzDevice.NOW));
  }

  private static long total(DropCounters drops) {
    long total = 0;
    for (Drop drop : Drop.values()) {
      total += drops.get(drop);
    }
    return total;
  }

  /** msg.mac1 := Mac(Hash(Label-Mac1 ‖ S_pub), msg_α) [WG 5.4.4] */
  private static void sign(byte[] message, FuzzDevice responder) {
    int signed = message.length - MACS_BYTES;
    if (signed < 0) {
      return;
    }
    Blake2s blake2s = FuzzDevice.SUITE.blake2s();
    byte[] key = new byte[Blake2s.HASH_BYTES];
    blake2s.hash(key, LABEL_MAC1, responder.publicKey.bytes());
    byte[] mac1 = new byte[Blake2s.MAC_BYTES];
    blake2s.mac(mac1, key, message, 0, signed);
    System.arraycopy(mac1, 0, message, signed, mac1.length);
  }
}
