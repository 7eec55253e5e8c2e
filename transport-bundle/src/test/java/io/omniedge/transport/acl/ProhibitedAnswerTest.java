package io.omniedge.transport.acl;

import static io.omniedge.transport.acl.Gate.HERE;
import static io.omniedge.transport.acl.Gate.HERE6;
import static io.omniedge.transport.acl.Gate.THERE;
import static io.omniedge.transport.acl.Gate.THERE6;
import static io.omniedge.transport.acl.InnerPacket.SYN;
import static io.omniedge.transport.acl.InnerPacket.error;
import static io.omniedge.transport.acl.InnerPacket.fragment;
import static io.omniedge.transport.acl.InnerPacket.tcp;
import static io.omniedge.transport.acl.InnerPacket.udp;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What the sender of a refused packet is told. */
class ProhibitedAnswerTest {
  private final Gate gate = new Gate().enforce();

  @Test
  void tellsAPeerFromOurOwnAddress() {
    byte[] refused = tcp(THERE, 40000, "10.0.0.200", 80, SYN);
    gate.receive(refused);
    assertIcmp(gate.answerToPeer(), HERE, THERE, refused);
    byte[] refused6 = udp(THERE6, 40000, "fd00::200", 80, 99);
    gate.receive(refused6);
    assertIcmp6(gate.answerToPeer(), HERE6, THERE6, refused6);
  }

  @Test
  void tellsALocalSenderFromTheDestination() {
    byte[] refused = udp(HERE, 40000, THERE, 80, 3);
    gate.send(refused);
    assertIcmp(gate.answerToLocalSender(), THERE, HERE, refused);
    byte[] refused6 = udp(HERE6, 40000, THERE6, 80, 3);
    gate.send(refused6);
    assertIcmp6(gate.answerToLocalSender(), THERE6, HERE6, refused6);
  }

  @Test
  void quotesAsMuchAsFits() {
    byte[] refused = udp(THERE, 40000, HERE, 80, 9000);
    gate.receive(refused);
    assertIcmp(gate.answerToPeer(), HERE, THERE, Arrays.copyOf(refused, 548));
    byte[] refused6 = udp(THERE6, 40000, HERE6, 80, 9000);
    gate.receive(refused6);
    assertIcmp6(gate.answerToPeer(), HERE6, THERE6, Arrays.copyOf(refused6, 1232));
  }

  @Test
  void tellsNobodyAboutWhatMustNotBeAnswered() {
    byte[] refused = udp(HERE, 40000, THERE, 80, 3000);
    silentAbout(error(THERE, HERE, 3, 3, refused));
    silentAbout(fragment(udp(THERE, 1, HERE, 2, 3000), 1400, 8, false, 1));
    silentAbout(udp("224.0.0.1", 40000, HERE, 80));
    silentAbout(udp(THERE, 40000, "224.0.0.251", 5353));
    silentAbout(udp(THERE, 40000, "255.255.255.255", 67));
    silentAbout(udp("255.255.255.255", 40000, HERE, 67));
    silentAbout(udp("0.0.0.0", 68, HERE, 67));
    silentAbout(udp("127.0.0.1", 68, HERE, 67));
    silentAbout(udp("::", 1, HERE6, 2));
    silentAbout(udp("::1", 1, HERE6, 2));
    silentAbout(udp("ff02::1", 1, HERE6, 2));
    silentAbout(udp(THERE6, 1, "ff02::fb", 5353));
    silentAbout(new byte[40]);
  }

  private void silentAbout(byte[] packet) {
    assertNotNull(gate.receive(packet));
    assertEquals(0, gate.answerToPeer().length);
  }

  @Test
  void tellsOncePerRefusal() {
    gate.enforce(Gate.rule("10.0.1.0/24", "10.0.0.0/24", 6));
    gate.receive(udp(THERE, 1, HERE, 2));
    gate.receive(tcp(THERE, 1, HERE, 2, SYN));
    assertEquals(0, gate.answerToPeer().length, "that one passed");
  }

  @Test
  void tellsNotTooOften() {
    int told = 0;
    for (int i = 0; i < 1000; i++) {
      gate.receive(udp(THERE, i, HERE, 80));
      told += gate.answerToPeer().length > 0 ? 1 : 0;
    }
    assertEquals(AnswerLimit.BURST, told);
    gate.pass(1);
    for (int i = 0; i < 1000; i++) {
      gate.receive(udp(THERE, i, HERE, 80));
      told += gate.answerToPeer().length > 0 ? 1 : 0;
    }
    assertEquals(AnswerLimit.BURST + AnswerLimit.PER_SECOND, told);
  }

  private static void assertIcmp(byte[] answer, String from, String to, byte[] quoted) {
    ByteBuffer packet = ByteBuffer.wrap(answer);
    assertEquals(answer.length, packet.getShort(2));
    assertArrayEquals(IpPrefix.parseAddress(from).getAddress(), Arrays.copyOfRange(answer, 12, 16));
    assertArrayEquals(IpPrefix.parseAddress(to).getAddress(), Arrays.copyOfRange(answer, 16, 20));
    assertEquals(0x030d, packet.getShort(20), "type 3, code 13");
    assertEquals(0, packet.getInt(24));
    assertArrayEquals(quoted, Arrays.copyOfRange(answer, 28, answer.length));
    assertEquals(0xffff, sum(packet, 0, 20, 0), "header checksum");
    assertEquals(0xffff, sum(packet, 20, answer.length, 0), "ICMP checksum");
  }

  private static void assertIcmp6(byte[] answer, String from, String to, byte[] quoted) {
    ByteBuffer packet = ByteBuffer.wrap(answer);
    assertEquals(answer.length - 40, packet.getShort(4));
    assertArrayEquals(IpPrefix.parseAddress(from).getAddress(), Arrays.copyOfRange(answer, 8, 24));
    assertArrayEquals(IpPrefix.parseAddress(to).getAddress(), Arrays.copyOfRange(answer, 24, 40));
    assertEquals(0x0101, packet.getShort(40), "type 1, code 1");
    assertArrayEquals(quoted, Arrays.copyOfRange(answer, 48, answer.length));
    int pseudo = sum(packet, 8, 40, 0) + answer.length - 40 + 58;
    assertEquals(0xffff, sum(packet, 40, answer.length, pseudo), "ICMPv6 checksum");
  }

  private static int sum(ByteBuffer bytes, int from, int to, int start) {
    int sum = start;
    for (int i = from; i < to; i += 2) {
      sum += i + 1 < to ? bytes.getShort(i) & 0xffff : (bytes.get(i) & 0xff) << 8;
    }
    while (sum > 0xffff) {
      sum = (sum & 0xffff) + (sum >>> 16);
    }
    return sum;
  }
}
