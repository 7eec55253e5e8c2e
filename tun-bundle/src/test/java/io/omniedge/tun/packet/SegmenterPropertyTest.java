package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SegmenterPropertyTest {
  private static final int GUARD = 64;

  private final NativeBuffer buffer = Memory.allocate(70_000);
  private final Segmenter segmenter = new Segmenter(buffer);

  @Property(tries = 500)
  void cutsAnySuperpacketIntoThePacketsTheOracleMakes(@ForAll long seed) {
    RandomPackets random = new RandomPackets(seed);
    TestPacket whole = random.superpacket();
    int size = whole.payload.length;
    int gsoSize = 1 + random.below(Math.min(size / 2 + 100, 9000));
    byte[] bytes = whole.superpacket(gsoSize);
    Memory.write(buffer, GUARD, bytes);

    assertTrue(segmenter.begin(GUARD, bytes.length));
    int from = 0;
    for (int i = 0; from < size; i++) {
      int to = Math.min(size, from + gsoSize);
      assertTrue(segmenter.next());
      byte[] segment = Memory.read(buffer, segmenter.offset(), segmenter.length());
      assertArrayEquals(whole.segment(i, from, to, to == size).bytes(), segment);
      assertTrue(TestPacket.checksumsHold(segment, whole.transportOffset()));
      from = to;
    }
    assertFalse(segmenter.next());
  }

  @Property(tries = 500)
  void completesAnyOrdinaryPacket(@ForAll long seed) {
    TestPacket whole = new RandomPackets(seed).superpacket();
    byte[] bytes = whole.unfinished(0, 0);
    Memory.write(buffer, GUARD, bytes);
    assertTrue(segmenter.begin(GUARD, bytes.length));
    assertTrue(segmenter.next());
    byte[] packet = Memory.read(buffer, segmenter.offset(), segmenter.length());
    assertTrue(TestPacket.checksumsHold(packet, whole.transportOffset()));
    assertFalse(segmenter.next());
  }

  @Property(tries = 3000)
  void staysInsideItsRangeWhateverTheBytes(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 40) int flips) {
    RandomPackets random = new RandomPackets(seed);
    TestPacket whole = random.superpacket();
    whole.payload = random.bytes(random.below(600));
    byte[] bytes = whole.superpacket(1 + random.below(300));
    int headers = Math.min(bytes.length, 10 + whole.headersLength());
    for (int i = 0; i < flips; i++) {
      bytes[random.below(headers)] = (byte) random.below(256);
    }
    handle(Arrays.copyOf(bytes, random.below(8) == 0 ? random.below(bytes.length) : bytes.length));
  }

  @Property(tries = 2000)
  void staysInsideItsRangeForNoise(@ForAll long seed) {
    RandomPackets random = new RandomPackets(seed);
    byte[] bytes = random.bytes(random.below(300));
    if (bytes.length > 10) {
      bytes[0] = 1;
      bytes[1] = new byte[] {0, 1, 4, 5, (byte) 0x81}[random.below(5)];
      bytes[10] = (byte) (random.below(2) == 0 ? 0x45 : 0x60);
    }
    handle(bytes);
  }

  private void handle(byte[] bytes) {
    int size = bytes.length + 2 * GUARD;
    byte[] before = new byte[size];
    Arrays.fill(before, (byte) 0xa5);
    System.arraycopy(bytes, 0, before, GUARD, bytes.length);
    Memory.write(buffer, 0, before);

    boolean accepted = segmenter.begin(GUARD, bytes.length);
    int packets = 0;
    while (segmenter.next()) {
      packets++;
      assertTrue(segmenter.offset() >= GUARD + 10);
      assertTrue(segmenter.offset() + segmenter.length() <= GUARD + bytes.length);
    }
    assertEquals(accepted, packets > 0);
    byte[] after = Memory.read(buffer, 0, size);
    int from = accepted ? GUARD : 0;
    int to = accepted ? GUARD + bytes.length : 0;
    assertArrayEquals(Arrays.copyOf(before, from), Arrays.copyOf(after, from));
    assertArrayEquals(Arrays.copyOfRange(before, to, size), Arrays.copyOfRange(after, to, size));
  }
}
