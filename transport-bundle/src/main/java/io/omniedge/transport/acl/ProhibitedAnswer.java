package io.omniedge.transport.acl;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.packet.InternetChecksum;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * "Communication administratively prohibited": ICMP type 3 code 13 [RFC 1812 §5.2.7.1] or ICMPv6
 * type 1 code 1 [RFC 4443 §3.1].
 *
 * <pre>
 *   IPv4 or IPv6 header
 *   type  code  checksum  0 0 0 0
 *   the packet that was refused, as far as there is room
 * </pre>
 *
 * Stateless.
 */
final class ProhibitedAnswer {
  /** The IPv6 minimum MTU; with IPv4 it is {@value #V4_MAX_BYTES} [RFC 4443 §2.4, RFC 1812]. */
  static final int MAX_BYTES = 1280;

  private static final int V4_MAX_BYTES = 576;
  private static final int V4_BYTES = 20;
  private static final int V6_BYTES = 40;
  private static final int ICMP_BYTES = 8;
  private static final int HOPS = 64;

  /** Internetwork control, as [RFC 1812 §4.3.2.5] wants it for ICMP errors. */
  private static final int PRECEDENCE = 0xc0;

  private ProhibitedAnswer() {}

  /** Nobody is told who is many or nobody [RFC 1122 §3.2.2, RFC 4443 §2.4]. */
  static boolean mayAnswer(InnerHeader refused) {
    return refused.v4
        ? isOne((int) refused.sourceLow) && isOne((int) refused.destinationLow)
        : isOne(refused.sourceHigh, refused.sourceLow)
            && isOne(refused.destinationHigh, refused.destinationLow);
  }

  /** Not this network, loopback, multicast, reserved or broadcast [RFC 6890]. */
  private static boolean isOne(int address) {
    int network = address >>> 24;
    return network != 0 && network != 127 && network < 224;
  }

  /** Not unspecified, loopback or multicast. */
  private static boolean isOne(long high, long low) {
    boolean special = high == 0 && (low == 0 || low == 1);
    return !special && high >>> 56 != 0xff;
  }

  /**
   * Writes the answer to a refused packet.
   *
   * @param own from whom; null for the destination of the refused packet
   * @return its length
   */
  static int write(
      InnerHeader refused,
      @Nullable OwnAddresses own,
      NativeBuffer packet,
      int offset,
      int length,
      NativeBuffer answer,
      int at) {
    ByteBuffer to = answer.bytes();
    ByteBuffer littleEndian = to.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int header = refused.v4 ? V4_BYTES : V6_BYTES;
    int room = (refused.v4 ? V4_MAX_BYTES : MAX_BYTES) - header - ICMP_BYTES;
    int quotation = Math.min(length, room);
    int icmp = at + header;
    int icmpLength = ICMP_BYTES + quotation;
    to.putLong(icmp, 0);
    to.put(icmp, (byte) (refused.v4 ? 3 : 1));
    to.put(icmp + 1, (byte) (refused.v4 ? 13 : 1));
    to.put(icmp + ICMP_BYTES, packet.bytes(), offset, quotation);
    long pseudo = 0;
    if (refused.v4) {
      int source = own == null ? (int) refused.destinationLow : own.v4();
      writeIpv4(to, littleEndian, at, header + icmpLength, source, (int) refused.sourceLow);
    } else {
      writeIpv6(to, at, icmpLength, refused, own);
      // The pseudo-header: both addresses, length and protocol [RFC 8200 §8.1].
      pseudo =
          InternetChecksum.sum(littleEndian, at + 8, 32) + icmpLength + (long) InnerHeader.ICMPV6;
    }
    int sum = InternetChecksum.fold(pseudo + InternetChecksum.sum(littleEndian, icmp, icmpLength));
    to.putShort(icmp + 2, (short) ~sum);
    return header + icmpLength;
  }

  private static void writeIpv4(
      ByteBuffer to, ByteBuffer littleEndian, int at, int total, int source, int destination) {
    to.putShort(at, (short) (0x4500 | PRECEDENCE)).putShort(at + 2, (short) total);
    to.putInt(at + 4, 0);
    to.put(at + 8, (byte) HOPS).put(at + 9, (byte) InnerHeader.ICMP).putShort(at + 10, (short) 0);
    to.putInt(at + 12, source).putInt(at + 16, destination);
    int sum = InternetChecksum.fold(InternetChecksum.sum(littleEndian, at, V4_BYTES));
    to.putShort(at + 10, (short) ~sum);
  }

  private static void writeIpv6(
      ByteBuffer to, int at, int payload, InnerHeader refused, @Nullable OwnAddresses own) {
    to.putInt(at, 0x6000_0000).putShort(at + 4, (short) payload);
    to.put(at + 6, (byte) InnerHeader.ICMPV6).put(at + 7, (byte) HOPS);
    to.putLong(at + 8, own == null ? refused.destinationHigh : own.v6High());
    to.putLong(at + 16, own == null ? refused.destinationLow : own.v6Low());
    to.putLong(at + 24, refused.sourceHigh).putLong(at + 32, refused.sourceLow);
  }
}
