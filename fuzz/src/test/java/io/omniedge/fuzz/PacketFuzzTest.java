package io.omniedge.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.packet.Coalescer;
import io.omniedge.tun.packet.Segmenter;
import java.util.EnumSet;
import java.util.Set;

/** Superpackets from the kernel and packets from peers, of any bytes. */
class PacketFuzzTest {
  private static final int BEFORE = 64;
  private static final int AFTER = 64;
  private static final int GAP = 32;
  private static final int MAX_PACKETS = 200;
  private static final Set<Offload> ALL = EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO);

  @FuzzTest
  void cutsAnyBytesInsideTheirBounds(byte[] superpacket) {
    int total = Math.min(superpacket.length, TunDevice.MAX_READ_BYTES);
    NativeBuffer buffer = FuzzDevice.buffer(BEFORE + total + AFTER);
    buffer.bytes().put(BEFORE, superpacket, 0, total);
    Segmenter segmenter = new Segmenter(buffer);
    boolean begun = segmenter.begin(BEFORE, total);
    int segments = 0;
    while (segmenter.next()) {
      assertTrue(begun);
      segments++;
      assertTrue(segments <= total, "no end");
      assertTrue(segmenter.offset() >= BEFORE);
      assertTrue(segmenter.length() > 0);
      assertTrue(segmenter.offset() + segmenter.length() <= BEFORE + total);
    }
    for (int i = 0; i < AFTER; i++) {
      assertEquals(0, buffer.bytes().get(BEFORE + total + i), "wrote behind the packet");
    }
  }

  /**
   * @param packets each with two bytes of length before it
   */
  @FuzzTest
  void gathersAnyPacketsInsideTheirBounds(byte[] packets) {
    int length = Math.min(packets.length, 60_000);
    NativeBuffer block = FuzzDevice.buffer(BEFORE + length + MAX_PACKETS * GAP + AFTER);
    CountingTun tun = new CountingTun();
    Coalescer coalescer = new Coalescer(block, tun, ALL);
    int at = 0;
    int to = BEFORE;
    int added = 0;
    long bytes = 0;
    while (at + 2 < length && added < MAX_PACKETS) {
      int wanted = (packets[at] & 0xff) << 8 | (packets[at + 1] & 0xff);
      int size = Math.min(Math.max(wanted, 1), length - at - 2);
      block.bytes().put(to, packets, at + 2, size);
      coalescer.add(to, size);
      at += 2 + size;
      to += size + GAP;
      added++;
      bytes += size;
    }
    assertEquals(0, coalescer.flush());
    assertTrue(tun.writes <= added);
    assertTrue(tun.bytes <= bytes + (long) added * TunDevice.VIRTIO_HEADER_BYTES);
    assertEquals(added == 0, tun.writes == 0);
    assertEquals(0, coalescer.flush());
  }

  /** Checks that each piece lies inside the block. */
  private static final class CountingTun implements TunDevice {
    int writes;
    long bytes;

    @Override
    public String name() {
      return "counting";
    }

    @Override
    public Set<Offload> offloads() {
      return ALL;
    }

    @Override
    public int read(NativeBuffer buffer, int offset) {
      return 0;
    }

    @Override
    public boolean awaitReadable() {
      return false;
    }

    @Override
    public void wake() {}

    @Override
    public int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
      writes++;
      int all = 0;
      for (int i = 0; i < pieces; i++) {
        assertTrue(offsets[i] >= 0 && lengths[i] > 0);
        assertTrue(offsets[i] + lengths[i] <= buffer.size());
        all += lengths[i];
      }
      assertTrue(all <= MAX_READ_BYTES);
      bytes += all;
      return all;
    }

    @Override
    public Injector newInjector() {
      throw new UnsupportedOperationException("nobody answers here");
    }

    @Override
    public int answer(NativeBuffer buffer, int offset, int length) {
      throw new UnsupportedOperationException("nobody answers here");
    }

    @Override
    public void close() {}
  }
}
