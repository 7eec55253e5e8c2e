package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SegmenterTest {
  private static final int START = 32;

  private final NativeBuffer buffer = Memory.allocate(70_000);
  private final Segmenter segmenter = new Segmenter(buffer);

  private boolean begin(byte[] withVirtioHeader) {
    Memory.write(buffer, START, withVirtioHeader);
    return segmenter.begin(START, withVirtioHeader.length);
  }

  private List<byte[]> segments(byte[] withVirtioHeader) {
    assertTrue(begin(withVirtioHeader));
    List<byte[]> packets = new ArrayList<>();
    while (segmenter.next()) {
      packets.add(Memory.read(buffer, segmenter.offset(), segmenter.length()));
    }
    return packets;
  }

  private void refuses(byte[] withVirtioHeader) {
    assertFalse(begin(withVirtioHeader));
    assertFalse(segmenter.next());
    assertArrayEquals(withVirtioHeader, Memory.read(buffer, START, withVirtioHeader.length));
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  @Test
  void cutsTcpOverIpv4AsLaidOutByteByByte() {
    List<byte[]> packets =
        segments(
            hex(
                """
                01 01 2800 0400 1400 1000
                45 00 002e ffff 4000 40 06 0000 0a000001 0a000002
                9c40 1451 fffffffe 00000007 50 99 0200 1423 0000
                010203040506
                """));
    assertEquals(2, packets.size());
    // CWR stays on the first; FIN and PSH wait for the last; length, identification and sequence
    // (which wrap around) follow. The checksums are left to the oracle.
    assertEquals("4500002cffff40004006", HexFormat.of().formatHex(packets.get(0), 0, 10));
    assertEquals(
        "0a0000010a000002" + "9c401451" + "fffffffe" + "00000007" + "50900200",
        HexFormat.of().formatHex(packets.get(0), 12, 36));
    assertEquals("000001020304", HexFormat.of().formatHex(packets.get(0), 38, 44));
    assertEquals("4500002a000040004006", HexFormat.of().formatHex(packets.get(1), 0, 10));
    assertEquals(
        "0a0000010a000002" + "9c401451" + "00000002" + "00000007" + "50190200",
        HexFormat.of().formatHex(packets.get(1), 12, 36));
    assertEquals("00000506", HexFormat.of().formatHex(packets.get(1), 38, 42));
    assertTrue(TestPacket.checksumsHold(packets.get(0), 20));
    assertTrue(TestPacket.checksumsHold(packets.get(1), 20));
  }

  @Test
  void cutsUdpOverIpv6IntoDatagramsOfOneSize() {
    TestPacket whole = TestPacket.udp4(2500).overV6();
    List<byte[]> packets = segments(whole.superpacket(1000));
    assertEquals(3, packets.size());
    assertArrayEquals(whole.segment(0, 0, 1000, false).bytes(), packets.get(0));
    assertArrayEquals(whole.segment(1, 1000, 2000, false).bytes(), packets.get(1));
    assertArrayEquals(whole.segment(2, 2000, 2500, true).bytes(), packets.get(2));
  }

  @Test
  void toleratesIpv6ExtensionHeadersByChecksumStart() {
    TestPacket whole = TestPacket.tcp4(100).overV6();
    whole.extension = new byte[] {6, 0, 1, 4, 0, 0, 0, 0};
    List<byte[]> packets = segments(whole.superpacket(60));
    assertArrayEquals(whole.segment(0, 0, 60, false).bytes(), packets.get(0));
    assertArrayEquals(whole.segment(1, 60, 100, true).bytes(), packets.get(1));
  }

  @Test
  void cutsSegmentsShorterThanTheirHeaders() {
    TestPacket whole = TestPacket.tcp4(5);
    whole.options = TestPacket.pattern(40, 1);
    whole.ipOptions = TestPacket.pattern(40, 2);
    List<byte[]> packets = segments(whole.superpacket(1));
    assertEquals(5, packets.size());
    for (int i = 0; i < 5; i++) {
      assertArrayEquals(whole.segment(i, i, i + 1, i == 4).bytes(), packets.get(i));
    }
  }

  @Test
  void takesTheLargestSuperpacket() {
    TestPacket whole = TestPacket.tcp4(65535 - 40);
    List<byte[]> packets = segments(whole.superpacket(1460));
    assertEquals(45, packets.size());
    assertEquals(65535 - 40 - 44 * 1460 + 40, packets.get(44).length);
  }

  @Test
  void superpacketOfOneSegmentIsOnePacket() {
    TestPacket whole = TestPacket.tcp4(100);
    whole.flags = 0x98;
    List<byte[]> packets = segments(whole.superpacket(100));
    assertEquals(1, packets.size());
    assertArrayEquals(whole.bytes(), packets.get(0));
  }

  @Test
  void acceptsTheEcnBitOfTheGsoType() {
    TestPacket whole = TestPacket.tcp4(100);
    whole.flags = 0x90;
    List<byte[]> packets = segments(whole.unfinished(0x81, 60));
    assertArrayEquals(whole.segment(0, 0, 60, false).bytes(), packets.get(0));
    assertArrayEquals(whole.segment(1, 60, 100, true).bytes(), packets.get(1));
  }

  @Test
  void doesNotRelyOnTheHeaderLengthHint() {
    TestPacket whole = TestPacket.tcp4(100);
    byte[] bytes = whole.superpacket(60);
    bytes[2] = (byte) 0xff;
    bytes[3] = (byte) 0xff;
    assertArrayEquals(whole.segment(0, 0, 60, false).bytes(), segments(bytes).get(0));
  }

  @Test
  void restoresWhatTheCallerChangedBehindASegmentAndPutBack() {
    TestPacket whole = TestPacket.tcp4(200);
    assertTrue(begin(whole.superpacket(100)));
    assertTrue(segmenter.next());
    int behind = segmenter.offset() + segmenter.length();
    byte[] saved = Memory.read(buffer, behind, 15);
    Memory.write(buffer, behind, new byte[15]);
    Memory.write(buffer, behind, saved);
    assertTrue(segmenter.next());
    assertArrayEquals(
        whole.segment(1, 100, 200, true).bytes(),
        Memory.read(buffer, segmenter.offset(), segmenter.length()));
  }

  @Test
  void leavesAFinishedPacketAsItIs() {
    byte[] packet = TestPacket.tcp4(100).bytes();
    List<byte[]> packets = segments(TestPacket.concat(new byte[10], packet));
    assertEquals(1, packets.size());
    assertArrayEquals(packet, packets.get(0));
  }

  @Test
  void completesTheChecksumOfAnOrdinaryPacket() {
    for (TestPacket p :
        List.of(
            TestPacket.tcp4(101),
            TestPacket.udp4(77),
            TestPacket.tcp4(3).overV6(),
            TestPacket.udp4(1).overV6())) {
      List<byte[]> packets = segments(p.unfinished(0, 0));
      assertEquals(1, packets.size());
      assertArrayEquals(p.bytes(), packets.get(0));
    }
  }

  /** A datagram whose checksum comes out as 0, which in UDP would say that there is none. */
  private static TestPacket udpWithZeroChecksum() {
    TestPacket p = TestPacket.udp4(2);
    p.payload = new byte[2];
    byte[] bytes = p.bytes();
    p.payload = new byte[] {bytes[26], bytes[27]};
    return p;
  }

  @Test
  void writesUdpChecksumZeroAsAllOnes() {
    TestPacket p = udpWithZeroChecksum();
    byte[] packet = segments(p.unfinished(0, 0)).get(0);
    assertEquals("ffff", HexFormat.of().formatHex(packet, 26, 28));
    byte[] segment = segments(p.superpacket(2)).get(0);
    assertEquals("ffff", HexFormat.of().formatHex(segment, 26, 28));
  }

  @Test
  void trimsBytesBehindTheIpPacket() {
    TestPacket p = TestPacket.tcp4(10);
    List<byte[]> packets = segments(TestPacket.concat(p.unfinished(0, 0), new byte[] {1, 2, 3}));
    assertArrayEquals(p.bytes(), packets.get(0));
  }

  @Test
  void refusesWhatIsNotIp() {
    byte[] bytes = TestPacket.concat(new byte[10], TestPacket.tcp4(100).bytes());
    bytes[10] = 0x35;
    refuses(bytes);
  }

  @Test
  void refusesTruncatedPackets() {
    byte[] v4 = TestPacket.tcp4(100).superpacket(50);
    byte[] v6 = TestPacket.tcp4(100).overV6().superpacket(50);
    for (int length = 0; length < v4.length; length++) {
      refuses(Arrays.copyOf(v4, length));
    }
    for (int length = 0; length < v6.length; length++) {
      refuses(Arrays.copyOf(v6, length));
    }
  }

  @Test
  void refusesARangeOutsideTheBuffer() {
    byte[] bytes = TestPacket.tcp4(100).superpacket(50);
    Memory.write(buffer, buffer.size() - bytes.length, bytes);
    assertTrue(segmenter.begin(buffer.size() - bytes.length, bytes.length));
    assertFalse(segmenter.begin(buffer.size() - bytes.length, bytes.length + 1));
    assertFalse(segmenter.begin(-1, bytes.length));
    assertFalse(segmenter.begin(0, -1));
  }

  @Test
  void refusesToCompleteAChecksumOutsideTheTransport() {
    byte[] inHeader = TestPacket.tcp4(100).unfinished(0, 0);
    inHeader[6] = 19;
    refuses(inHeader);
    byte[] beyond = TestPacket.tcp4(100).unfinished(0, 0);
    beyond[8] = 119;
    refuses(beyond);
    beyond[8] = 118;
    assertTrue(begin(beyond));
  }

  private void refusesTcp(Consumer<byte[]> damage) {
    byte[] bytes = TestPacket.tcp4(100).superpacket(50);
    damage.accept(bytes);
    refuses(bytes);
  }

  @Test
  void refusesVirtioHeadersThatDoNotFitThePacket() {
    refusesTcp(b -> b[0] = 0); // GSO without NEEDS_CSUM
    refusesTcp(b -> b[1] = 3); // UFO, which we never ask for
    refusesTcp(b -> b[1] = 4); // TCPv6 over an IPv4 packet
    refusesTcp(b -> b[1] = 5); // UDP over a TCP packet
    refusesTcp(b -> b[1] = (byte) 0x80); // ECN without TCP
    refusesTcp(b -> b[1] = (byte) 0x85); // ECN with UDP
    refusesTcp(b -> b[4] = 0); // segments of 0 bytes
    refusesTcp(b -> b[6] = 24); // checksum start is not the TCP header
    refusesTcp(b -> b[7] = 1); // checksum start beyond the packet
    refusesTcp(b -> b[6] = 12); // checksum start in the IP header
    refusesTcp(b -> b[8] = 6); // checksum offset is not that of TCP
    refusesTcp(b -> b[9] = 1); // checksum offset beyond the packet
  }

  @Test
  void refusesIpAndTcpHeadersThatContradictThemselves() {
    refusesTcp(b -> b[10] = 0x44); // header shorter than 20 bytes
    refusesTcp(b -> b[12] = 1); // total length beyond the packet
    refusesTcp(b -> b[16] = 0x20); // a fragment
    refusesTcp(b -> b[19] = 17); // UDP
    refusesTcp(b -> b[42] = 0x40); // TCP header shorter than 20 bytes
    refusesTcp(
        b -> { // TCP header longer than the packet
          b[13] = 50;
          b[42] = (byte) 0xf0;
        });
  }

  @Test
  void refusesIpv6HeadersThatDoNotLeadToTcp() {
    byte[] other = TestPacket.tcp4(100).overV6().superpacket(50);
    other[16] = 17;
    refuses(other);
    TestPacket extended = TestPacket.tcp4(100).overV6();
    extended.extension = new byte[12];
    refuses(extended.superpacket(50));
    extended.extension = new byte[256];
    refuses(extended.superpacket(50));
  }
}
