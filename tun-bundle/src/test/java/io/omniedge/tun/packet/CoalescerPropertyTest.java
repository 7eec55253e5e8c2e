package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class CoalescerPropertyTest {
  private final NativeBuffer block = Memory.allocate(1 << 20);
  private final NativeBuffer segments = Memory.allocate(70_000);
  private final Segmenter segmenter = new Segmenter(segments);

  @Property(tries = 700)
  void segmentingGivesBackEveryFlowInItsOrder(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 150) int packets) {
    List<byte[]> batch = new RandomPackets(seed).batch(packets);
    RecordingTun tun = new RecordingTun();
    gather(batch, tun);
    assertEquals(byFlow(batch), byFlow(cut(tun.written)));
  }

  @Property(tries = 300)
  void superpacketsKeepTheLimitsOfTheKernel(@ForAll long seed) {
    RecordingTun tun = new RecordingTun();
    gather(new RandomPackets(seed).batch(200), tun);
    for (byte[] written : tun.written) {
      assertTrue(written.length <= 10 + 65535);
      if (written[1] != 0) {
        int gsoSize = (written[4] & 0xff) | (written[5] & 0xff) << 8;
        int headers = (written[2] & 0xff) | (written[3] & 0xff) << 8;
        int payload = written.length - 10 - headers;
        assertTrue(payload > gsoSize);
        assertTrue(payload <= 64 * gsoSize);
      }
    }
  }

  @Property(tries = 300)
  void touchesOnlyPacketsAndTheTenBytesBeforeThem(@ForAll long seed) {
    RandomPackets random = new RandomPackets(seed);
    List<byte[]> batch = random.batch(60);
    for (int i = 0; i < batch.size(); i += 1 + random.below(3)) {
      random.damaged(batch.get(i));
    }
    gather(batch, new RecordingTun());
    int at = 0;
    for (byte[] packet : batch) {
      byte[] gap = Memory.read(block, at, 6);
      assertEquals("5a5a5a5a5a5a", HexFormat.of().formatHex(gap));
      at += 16 + packet.length;
    }
    assertArrayEquals(filled(64), Memory.read(block, at, 64));
  }

  @Property(tries = 2000)
  void writesNoiseAsItCame(@ForAll long seed) {
    RandomPackets random = new RandomPackets(seed);
    List<byte[]> batch = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] noise = random.bytes(1 + random.below(120));
      noise[0] = (byte) (random.below(2) == 0 ? 0x45 : 0x60);
      if (noise.length > 9) {
        noise[random.below(2) == 0 ? 9 : 6] = (byte) (random.below(2) == 0 ? 6 : 17);
      }
      batch.add(noise);
    }
    RecordingTun tun = new RecordingTun();
    gather(batch, tun);
    assertEquals(
        sorted(batch), sorted(tun.written.stream().map(CoalescerPropertyTest::bare).toList()));
  }

  /** Lays the packets into the block with 16 bytes before each, as the receive buffer does. */
  private void gather(List<byte[]> batch, RecordingTun tun) {
    Coalescer coalescer = new Coalescer(block, tun, EnumSet.allOf(Offload.class));
    int at = 0;
    for (byte[] packet : batch) {
      Memory.write(block, at, filled(16));
      Memory.write(block, at + 16, packet);
      at += 16 + packet.length;
    }
    Memory.write(block, at, filled(64));
    at = 0;
    for (byte[] packet : batch) {
      coalescer.add(at + 16, packet.length);
      at += 16 + packet.length;
    }
    assertEquals(0, coalescer.flush());
  }

  private static byte[] filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x5a);
    return bytes;
  }

  private static byte[] bare(byte[] written) {
    return Arrays.copyOfRange(written, 10, written.length);
  }

  private List<byte[]> cut(List<byte[]> written) {
    List<byte[]> packets = new ArrayList<>();
    for (byte[] bytes : written) {
      if (bytes[1] == 0) {
        assertArrayEquals(new byte[10], Arrays.copyOf(bytes, 10));
        packets.add(bare(bytes));
        continue;
      }
      Memory.write(segments, 16, bytes);
      assertTrue(segmenter.begin(16, bytes.length));
      while (segmenter.next()) {
        packets.add(Memory.read(segments, segmenter.offset(), segmenter.length()));
      }
    }
    return packets;
  }

  private static List<String> sorted(List<byte[]> packets) {
    return packets.stream().map(HexFormat.of()::formatHex).sorted().toList();
  }

  /** Addresses and ports to the packets in order; what has no ports is a flow of its addresses. */
  private static Map<String, List<String>> byFlow(List<byte[]> packets) {
    Map<String, List<String>> flows = new LinkedHashMap<>();
    for (byte[] packet : packets) {
      String all = HexFormat.of().formatHex(comparable(packet));
      flows.computeIfAbsent(flowOf(packet), flow -> new ArrayList<>()).add(all);
    }
    return flows;
  }

  private static String flowOf(byte[] p) {
    if (p.length >= 28 && p[0] == 0x45 && (p[9] == 6 || p[9] == 17) && (p[6] & 0x3f) == 0) {
      return p[9] + HexFormat.of().formatHex(p, 12, 24);
    }
    if (p.length >= 48 && p[0] >>> 4 == 6 && (p[6] == 6 || p[6] == 17)) {
      return p[6] + HexFormat.of().formatHex(p, 8, 44);
    }
    return "other";
  }

  /** With DF the identification is free to change, and the header checksum with it. */
  private static byte[] comparable(byte[] packet) {
    byte[] copy = packet.clone();
    boolean atomic = packet.length >= 20 && packet[0] == 0x45 && packet[6] == 0x40;
    if (atomic && TestPacket.sum(Arrays.copyOf(packet, 20)) == 0xffff) {
      TestPacket.put16(copy, 4, 0);
      TestPacket.put16(copy, 10, 0);
    }
    return copy;
  }
}
