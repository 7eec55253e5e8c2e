package io.omniedge.transport.peer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.NativeBuffer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The way of a packet allocates nothing: measured with an AEAD that only copies. */
class AllocationTest {
  private static final int PACKETS = 20_000;

  private final TwoMachines machines = new TwoMachines().connected();
  private final Peer toRight = machines.left.peer(machines.right);
  private final Sealer sealer = machines.left.device.newSealer(new CopyingAead());
  private final Opener opener = machines.right.device.newOpener(new CopyingAead());
  private final HandshakeFilter filter = machines.right.device.newHandshakeFilter();
  private final NativeBuffer packet = new NativeBuffer(ByteBuffer.allocateDirect(2048), 0);
  private final NativeBuffer datagram = new NativeBuffer(ByteBuffer.allocateDirect(2048), 0);
  private final NativeBuffer junk = new NativeBuffer(ByteBuffer.allocateDirect(2048), 0);

  @Test
  void sealingOpeningAndFilteringAllocateNothing() {
    byte[] inner = Packets.packet(TwoMachines.LEFT_IP, TwoMachines.RIGHT_IP, 1, 1001);
    packet.bytes().put(0, inner);
    junk.bytes().putInt(0, 0x0100_0000);
    com.sun.management.ThreadMXBean threads =
        (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long opened = 0;
    long bytes = Long.MAX_VALUE;
    // The first rounds warm up; afterwards one round without any allocation is proof.
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < PACKETS; i++) {
        opened += carry(inner.length) + (filter.passes(junk, 0, 148) ? 1 : 0);
      }
      bytes = Math.min(bytes, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(5L * PACKETS * inner.length, opened);
    assertEquals(0, bytes);
  }

  private int carry(int length) {
    long now = machines.clock.nanoTime();
    Peer peer = machines.left.device.allowedIps().lookup4(packet.bytes().getInt(16));
    assertNotNull(peer);
    Session session = toRight.sendingSession(now);
    assertNotNull(session);
    long counter = session.reserveCounters(1);
    int bytes = sealer.seal(session, counter, packet, 0, length, 1420, datagram, 64);
    peer.sent(session, now, bytes);
    return opener.open(datagram, 64, bytes, now);
  }

  /** Copies instead of encrypting, and believes everything. */
  private static final class CopyingAead implements Aead {
    @Override
    public String name() {
      return "copy";
    }

    @Override
    public void seal(
        Secret key,
        long counter,
        NativeBuffer source,
        int sourceOffset,
        int length,
        NativeBuffer target,
        int targetOffset) {
      for (int i = 0; i < length; i++) {
        target.bytes().put(targetOffset + i, source.bytes().get(sourceOffset + i));
      }
    }

    @Override
    public boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length) {
      return true;
    }

    @Override
    public byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData) {
      throw new UnsupportedOperationException("no handshakes here");
    }

    @Override
    public byte @Nullable [] open(
        Secret key, long counter, byte[] ciphertext, byte[] additionalData) {
      throw new UnsupportedOperationException("no handshakes here");
    }

    @Override
    public void close() {}
  }
}
