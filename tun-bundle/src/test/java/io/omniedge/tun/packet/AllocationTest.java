package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.management.ThreadMXBean;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import java.lang.management.ManagementFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The written budget of this package: 0 bytes a packet. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Takes everything and keeps nothing. */
  private static final class Sink implements TunDevice {
    @Override
    public String name() {
      return "sink";
    }

    @Override
    public Set<Offload> offloads() {
      return Set.of();
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
      return lengths[0];
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

  /**
   * Bytes allocated by a hundred runs, after enough to have every class loaded. Of ten such windows
   * the quietest counts: when C2 drops compiled code it may, once, rebuild an object that the code
   * had dissolved. What is allocated per packet shows in each of them.
   */
  private static long allocatedBy(Runnable work) {
    for (int i = 0; i < 200; i++) {
      work.run();
    }
    long least = Long.MAX_VALUE;
    for (int window = 0; window < 10; window++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 100; i++) {
        work.run();
      }
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
    }
    return least;
  }

  @Test
  void segmentingAllocatesNothing() {
    NativeBuffer buffer = Memory.allocate(70_000);
    Segmenter segmenter = new Segmenter(buffer);
    for (TestPacket whole : List.of(TestPacket.tcp4(20_000), TestPacket.udp4(20_000).overV6())) {
      byte[] bytes = whole.superpacket(1400);
      assertEquals(
          0,
          allocatedBy(
              () -> {
                buffer.bytes().put(0, bytes);
                segmenter.begin(0, bytes.length);
                while (segmenter.next()) {}
              }));
    }
  }

  @Test
  void coalescingAllocatesNothing() {
    NativeBuffer block = Memory.allocate(1 << 18);
    Coalescer coalescer = new Coalescer(block, new Sink(), EnumSet.allOf(Offload.class));
    List<byte[]> batch = new RandomPackets(1).batch(100);
    assertEquals(
        0,
        allocatedBy(
            () -> {
              int at = 16;
              for (int i = 0; i < 100; i++) {
                byte[] packet = batch.get(i);
                block.bytes().put(at, packet);
                coalescer.add(at, packet.length);
                at += packet.length + 16;
              }
              coalescer.flush();
            }));
  }
}
