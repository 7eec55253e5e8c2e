package io.omniedge.tun.packet;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class CoalescerTest {
  private static final Set<Offload> ALL = EnumSet.allOf(Offload.class);

  private final NativeBuffer block = Memory.allocate(1 << 20);
  private final RecordingTun tun = new RecordingTun();
  private int next = 16;

  private Coalescer coalescer = new Coalescer(block, tun, ALL);

  private void add(byte[] packet) {
    Memory.write(block, next, packet);
    coalescer.add(next, packet.length);
    next += packet.length + 32;
  }

  private void addAll(TestPacket whole, int segmentSize) {
    int size = whole.payload.length;
    for (int i = 0, from = 0; from < size; i++, from += segmentSize) {
      int to = Math.min(size, from + segmentSize);
      add(whole.segment(i, from, to, to == size).bytes());
    }
  }

  private static byte[] alone(byte[] packet) {
    return TestPacket.concat(new byte[10], packet);
  }

  private void assertWritten(byte[]... expected) {
    assertEquals(0, coalescer.flush());
    assertEquals(expected.length, tun.written.size());
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], tun.written.get(i));
    }
  }

  @Test
  void gathersTcpOverIpv4AsLaidOutByteByByte() {
    TestPacket p = TestPacket.tcp4(6);
    p.payload = new byte[] {1, 2, 3, 4, 5, 6};
    p.flags = 0x18;
    addAll(p, 4);
    coalescer.flush();
    assertEquals(1, tun.written.size());
    assertEquals(
        "0101"
            + "2800"
            + "0400"
            + "1400"
            + "1000" // virtio-net
            + "4500002e"
            + "00644000"
            + "4006"
            + "2664"
            + "0a0000010a000002"
            + "9c401451"
            + "000003e8"
            + "000007d0"
            + "501801f4"
            + "1423" // 0x0a00 + 0x0001 + 0x0a00 + 0x0002 + 6 + 26
            + "0000"
            + "010203040506",
        HexFormat.of().formatHex(tun.written.get(0)));
  }

  @Test
  void gathersEveryFamilyAndProtocolIntoTheSuperpacketItCameFrom() {
    TestPacket options = TestPacket.tcp4(5000);
    options.options = new byte[] {1, 1, 8, 10, 1, 2, 3, 4, 5, 6, 7, 8};
    for (TestPacket whole :
        List.of(
            TestPacket.tcp4(4000),
            TestPacket.tcp4(4001).overV6(),
            TestPacket.udp4(4100),
            TestPacket.udp4(4101).overV6(),
            options)) {
      tun.written.clear();
      addAll(whole, 1000);
      assertWritten(whole.superpacket(1000));
    }
  }

  @Test
  void isEmptyAndReadyAfterAFlush() {
    TestPacket whole = TestPacket.tcp4(3000);
    addAll(whole, 1000);
    assertEquals(0, coalescer.flush());
    assertEquals(0, coalescer.flush());
    addAll(whole, 1000);
    assertWritten(whole.superpacket(1000), whole.superpacket(1000));
  }

  @Test
  void writesASinglePacketUntouchedEvenIfCorrupt() {
    byte[] packet = TestPacket.tcp4(1000).bytes();
    packet[500]++;
    add(packet);
    assertWritten(alone(packet));
  }

  @Test
  void writesWhatIsNotIpSingly() {
    byte[] nonsense = {1, 2, 3};
    byte[] icmp = TestPacket.tcp4(100).bytes();
    icmp[9] = 1;
    add(nonsense);
    add(icmp);
    add(icmp);
    assertWritten(alone(nonsense), alone(icmp), alone(icmp));
  }

  /** Two segments that would be gathered, but for the damage done to the second. */
  private void keepsApart(TestPacket whole, Consumer<TestPacket> difference) {
    TestPacket second = whole.segment(1, 1000, 2000, true);
    difference.accept(second);
    keepsApart(whole, second.bytes());
  }

  private void keepsApart(TestPacket whole, byte[] second) {
    tun.written.clear();
    byte[] first = whole.segment(0, 0, 1000, false).bytes();
    add(first);
    add(second);
    assertWritten(alone(first), alone(second));
  }

  @Test
  void keepsTcpSegmentsApartThatDifferInMoreThanTheirPlace() {
    TestPacket whole = TestPacket.tcp4(2000);
    whole.options = new byte[12];
    keepsApart(whole, p -> p.sequence++);
    keepsApart(whole, p -> p.acknowledgment++);
    keepsApart(whole, p -> p.window++);
    keepsApart(whole, p -> p.urgent++);
    keepsApart(whole, p -> p.tos++);
    keepsApart(whole, p -> p.ttl--);
    keepsApart(whole, p -> p.fragment = 0);
    keepsApart(whole, p -> p.options = new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
    keepsApart(whole, p -> p.options = new byte[8]);
    keepsApart(whole, p -> p.ipOptions = new byte[4]);
    keepsApart(whole, p -> p.payload = TestPacket.pattern(1001, 0));
    keepsApart(whole, p -> p.payload = new byte[0]);
    for (int flag : new int[] {0x01, 0x02, 0x04, 0x20, 0x40, 0x80}) {
      keepsApart(whole, p -> p.flags |= flag);
    }
    keepsApart(whole, p -> p.flags = 0);
  }

  @Test
  void keepsIpv6PacketsApartThatDifferInTheirHeader() {
    TestPacket whole = TestPacket.tcp4(2000).overV6();
    keepsApart(whole, p -> p.tos++);
    keepsApart(whole, p -> p.ttl--);
    keepsApart(whole, p -> p.flowLabel++);
    keepsApart(whole, p -> p.extension = new byte[] {6, 0, 1, 4, 0, 0, 0, 0});
  }

  @Test
  void keepsOtherFlowsApart() {
    TestPacket whole = TestPacket.tcp4(2000);
    keepsApart(whole, p -> p.sourcePort++);
    keepsApart(whole, p -> p.destinationPort++);
    keepsApart(whole, p -> p.source = new byte[] {10, 0, 0, 9});
    keepsApart(whole, p -> p.destination = new byte[] {10, 0, 0, 9});
    keepsApart(whole, p -> p.udp = true);
    keepsApart(TestPacket.tcp4(2000).overV6(), p -> p.destination = new byte[16]);
  }

  @Test
  void neverMendsACorruptPacket() {
    TestPacket whole = TestPacket.tcp4(2000);
    byte[] payload = whole.segment(1, 1000, 2000, true).bytes();
    payload[1039] ^= 1;
    keepsApart(whole, payload);
    byte[] header = whole.segment(1, 1000, 2000, true).bytes();
    header[10] ^= 1;
    keepsApart(whole, header);
    byte[] datagram = TestPacket.udp4(2000).segment(1, 1000, 2000, true).bytes();
    datagram[500] ^= 1;
    keepsApart(TestPacket.udp4(2000), datagram);
  }

  @Test
  void neverMendsACorruptFirstPacket() {
    TestPacket whole = TestPacket.tcp4(3000);
    byte[] first = whole.segment(0, 0, 1000, false).bytes();
    first[999] ^= 1;
    TestPacket rest = whole.segment(1, 1000, 3000, true);
    add(first);
    addAll(rest, 1000);
    assertWritten(alone(first), rest.superpacket(1000));
  }

  @Test
  void withoutDontFragmentGathersOnlyConsecutiveIdentifications() {
    TestPacket whole = TestPacket.tcp4(2000);
    whole.fragment = 0;
    whole.identification = 0xffff;
    addAll(whole, 1000);
    assertWritten(whole.superpacket(1000));
    keepsApart(whole, p -> p.identification++);
  }

  @Test
  void withDontFragmentIgnoresTheIdentification() {
    TestPacket whole = TestPacket.udp4(2000);
    TestPacket second = whole.segment(1, 1000, 2000, true);
    second.identification = 7;
    add(whole.segment(0, 0, 1000, false).bytes());
    add(second.bytes());
    assertWritten(whole.superpacket(1000));
  }

  @Test
  void doesNotGatherDatagramsWithoutAChecksumOrWithAWrongLength() {
    TestPacket whole = TestPacket.udp4(2000);
    byte[] none = whole.segment(1, 1000, 2000, true).bytes();
    none[26] = 0;
    none[27] = 0;
    keepsApart(whole, none);
    byte[] wrong = whole.segment(1, 1000, 2000, true).bytes();
    change16(wrong, 24, -1, 26);
    keepsApart(whole, wrong);
  }

  /** Changes a word and the checksum with it, so that the packet is still valid. */
  private static void change16(byte[] packet, int at, int difference, int checksum) {
    int word = (packet[at] & 0xff) << 8 | (packet[at + 1] & 0xff);
    int sum = (packet[checksum] & 0xff) << 8 | (packet[checksum + 1] & 0xff);
    TestPacket.put16(packet, at, word + difference);
    TestPacket.put16(packet, checksum, sum - difference);
    assertTrue(TestPacket.checksumsHold(packet, 20));
  }

  @Test
  void doesNotGatherSegmentsWithReservedBits() {
    TestPacket whole = TestPacket.tcp4(2000);
    byte[] reserved = whole.segment(1, 1000, 2000, true).bytes();
    change16(reserved, 32, 0x0100, 36);
    keepsApart(whole, reserved);
  }

  @Test
  void anotherProtocolDoesNotSplitASuperpacket() {
    TestPacket whole = TestPacket.tcp4(2000);
    TestPacket samePorts = TestPacket.udp4(10);
    add(whole.segment(0, 0, 1000, false).bytes());
    add(samePorts.bytes());
    add(whole.segment(1, 1000, 2000, true).bytes());
    assertWritten(whole.superpacket(1000), alone(samePorts.bytes()));
  }

  @Test
  void aPingDoesNotSplitASuperpacketOfTheSameHosts() {
    for (TestPacket whole : List.of(TestPacket.tcp4(2000), TestPacket.udp4(2000).overV6())) {
      tun.written.clear();
      byte[] ping = whole.segment(0, 0, 10, false).bytes();
      ping[whole.v6 ? 6 : 9] = (byte) (whole.v6 ? 58 : 1);
      add(whole.segment(0, 0, 1000, false).bytes());
      add(ping);
      add(whole.segment(1, 1000, 2000, true).bytes());
      assertWritten(alone(ping), whole.superpacket(1000));
    }
  }

  @Test
  void readsNothingBehindATruncatedPacketAtTheEndOfTheBlock() {
    for (TestPacket p :
        List.of(
            TestPacket.tcp4(1),
            TestPacket.udp4(1),
            TestPacket.tcp4(1).overV6(),
            TestPacket.udp4(1).overV6())) {
      byte[] packet = p.bytes();
      for (int length = 1; length < packet.length; length++) {
        tun.written.clear();
        byte[] truncated = Arrays.copyOf(packet, length);
        Memory.write(block, block.size() - length, truncated);
        coalescer.add(block.size() - length, length);
        assertWritten(alone(truncated));
      }
    }
  }

  @Test
  void aShorterSegmentEndsTheSuperpacket() {
    TestPacket whole = TestPacket.tcp4(2500);
    addAll(whole.segment(0, 0, 1500, false), 1000);
    addAll(whole.segment(2, 1500, 2500, true), 1000);
    assertWritten(
        whole.segment(0, 0, 1500, false).superpacket(1000),
        alone(whole.segment(2, 1500, 2500, true).bytes()));
  }

  @Test
  void pushEndsTheSuperpacketWhichCarriesIt() {
    TestPacket whole = TestPacket.tcp4(4000);
    whole.flags = 0x18;
    TestPacket more = TestPacket.tcp4(2000);
    more.sequence = whole.sequence + 4000;
    addAll(whole, 1000);
    addAll(more, 1000);
    assertWritten(whole.superpacket(1000), more.superpacket(1000));
  }

  @Test
  void writesASinglePushAtOnce() {
    TestPacket push = TestPacket.tcp4(10);
    push.flags = 0x18;
    add(push.bytes());
    assertEquals(1, tun.written.size());
    assertWritten(alone(push.bytes()));
  }

  @Test
  void gathersAtMost64Packets() {
    TestPacket whole = TestPacket.udp4(66);
    whole.fragment = 0;
    addAll(whole, 1);
    assertWritten(
        whole.segment(0, 0, 64, false).superpacket(1),
        whole.segment(64, 64, 66, true).superpacket(1));
  }

  @Test
  void gathersAtMost65535Bytes() {
    TestPacket whole = TestPacket.tcp4(44 * 1488 + 23 + 10);
    addAll(whole, 1488);
    assertWritten(
        whole.segment(0, 0, 44 * 1488, false).superpacket(1488),
        alone(whole.segment(44, 44 * 1488, 44 * 1488 + 33, true).bytes()));
    tun.written.clear();
    TestPacket fits = TestPacket.tcp4(44 * 1488 + 23);
    addAll(fits, 1488);
    assertWritten(fits.superpacket(1488));
    assertEquals(65535 + 10, tun.written.get(0).length);
  }

  @Test
  void keepsTheOrderWithinAFlowWhenSomethingElseComesBetween() {
    TestPacket whole = TestPacket.tcp4(4000);
    TestPacket pureAck = TestPacket.tcp4(0);
    addAll(whole.segment(0, 0, 2000, false), 1000);
    add(pureAck.bytes());
    addAll(whole.segment(2, 2000, 4000, true), 1000);
    assertWritten(
        whole.segment(0, 0, 2000, false).superpacket(1000),
        alone(pureAck.bytes()),
        whole.segment(2, 2000, 4000, true).superpacket(1000));
  }

  @Test
  void aFragmentWaitsForTheFlowsBetweenItsAddresses() {
    TestPacket whole = TestPacket.udp4(2000);
    TestPacket elsewhere = TestPacket.udp4(2000);
    elsewhere.destination = new byte[] {10, 0, 0, 3};
    TestPacket fragment = TestPacket.udp4(100);
    fragment.fragment = 0x2000;
    addAll(elsewhere, 1000);
    addAll(whole, 1000);
    add(fragment.bytes());
    assertWritten(whole.superpacket(1000), alone(fragment.bytes()), elsewhere.superpacket(1000));
  }

  @Test
  void gathersInterleavedFlows() {
    TestPacket one = TestPacket.tcp4(3000);
    TestPacket two = TestPacket.udp4(3000).overV6();
    for (int i = 0; i < 3; i++) {
      add(one.segment(i, i * 1000, i * 1000 + 1000, i == 2).bytes());
      add(two.segment(i, i * 1000, i * 1000 + 1000, i == 2).bytes());
    }
    assertWritten(one.superpacket(1000), two.superpacket(1000));
  }

  @Test
  void makesRoomWhenMoreFlowsAreOpenThanItHasPlacesFor() {
    int flows = 40;
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < flows; i++) {
        TestPacket p = TestPacket.udp4(100);
        p.sourcePort = 1000 + i;
        p.identification = round;
        add(p.bytes());
      }
    }
    assertEquals(0, coalescer.flush());
    int bytes = tun.written.stream().mapToInt(b -> b.length).sum();
    assertTrue(tun.written.size() <= 2 * flows);
    assertTrue(bytes >= flows * (10 + 28 + 200));
  }

  @Test
  void withoutTcpOffloadGathersUdpOnly() {
    coalescer = new Coalescer(block, tun, EnumSet.of(Offload.TUN_USO));
    TestPacket tcp = TestPacket.tcp4(2000);
    addAll(tcp, 1000);
    addAll(TestPacket.udp4(2000), 1000);
    assertWritten(
        alone(tcp.segment(0, 0, 1000, false).bytes()),
        alone(tcp.segment(1, 1000, 2000, true).bytes()),
        TestPacket.udp4(2000).superpacket(1000));
  }

  @Test
  void withoutUdpOffloadGathersTcpOnly() {
    coalescer = new Coalescer(block, tun, EnumSet.of(Offload.TUN_TSO));
    TestPacket udp = TestPacket.udp4(2000);
    addAll(udp, 1000);
    addAll(TestPacket.tcp4(2000), 1000);
    assertWritten(
        alone(udp.segment(0, 0, 1000, false).bytes()),
        alone(udp.segment(1, 1000, 2000, true).bytes()),
        TestPacket.tcp4(2000).superpacket(1000));
  }

  @Test
  void countsThePacketsOfFailedWritesAndGoesOn() {
    TestPacket whole = TestPacket.tcp4(3000);
    TestPacket udp = TestPacket.udp4(2000);
    tun.failing.addAll(List.of(0, 1));
    add(new byte[] {0});
    addAll(whole, 1000);
    addAll(udp, 1000);
    assertEquals(1 + 3, coalescer.flush());
    assertEquals(0, coalescer.flush());
    assertEquals(1, tun.written.size());
    assertArrayEquals(udp.superpacket(1000), tun.written.get(0));
  }

  @Test
  void overwritesOnlyTenBytesBeforeAPacket() {
    byte[] guard = new byte[6];
    Arrays.fill(guard, (byte) 0x5a);
    Memory.write(block, 0, guard);
    addAll(TestPacket.tcp4(3000), 1000);
    coalescer.flush();
    assertArrayEquals(guard, Memory.read(block, 0, 6));
  }
}
