package io.omniedge.tun.packet;

import static io.omniedge.tun.packet.InternetChecksum.fold;
import static io.omniedge.tun.packet.InternetChecksum.sum;
import static io.omniedge.tun.packet.InternetChecksum.without;
import static io.omniedge.tun.packet.IpHeader.unsignedShort;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Cuts a superpacket of the TUN device into packets with finished checksums, in place: the headers
 * of each segment are written just before its payload, over the tail of the segment before.
 *
 * <pre>
 *   read:      virtio | headers | payload 1        | payload 2        | payload 3
 *   segment 1:        [ headers | payload 1        ]
 *   segment 2:                            [ headers | payload 2        ]
 *   segment 3:                                               [ headers | payload 3 ]
 * </pre>
 *
 * <p>So a segment is to be used up (sealed to elsewhere) before {@link #next()} is called again;
 * the bytes behind it may be changed meanwhile if they are put back. No payload is moved.
 *
 * <p>Use: {@link #begin}, then {@link #offset()} and {@link #length()} after each true {@link
 * #next()}. One thread; never throws on what the packet holds; does not allocate.
 */
public final class Segmenter {
  /** The longest headers we repeat: IPv6, 8-byte units of extension headers, TCP with options. */
  private static final int MAX_HEADERS = 256;

  private final ByteBuffer bytes;
  private final ByteBuffer littleEndian;

  /** The headers of the superpacket, last eight bytes first. */
  private final long[] headers = new long[MAX_HEADERS / Long.BYTES];

  // What begin() found; indexes count from the start of the buffer, lengths in bytes.
  private boolean v4;
  private int ipHeaderLength;
  private boolean needsChecksum;
  private int checksumStart;
  private int checksumOffset;

  /** Payload bytes per segment; 0 for an ordinary packet. */
  private int gsoSize;

  private boolean tcp;
  private int headersLength;

  /** The IPv4 header without its length, identification and checksum. */
  private int ipSum;

  private int identification;

  /** Pseudo-header and TCP or UDP header without what differs from segment to segment. */
  private int transportSum;

  private int sequence;
  private int offsetAndFlags;

  private boolean more;
  private boolean first;
  private int payload;
  private int end;

  private int offset;
  private int length;

  /** Works in this buffer for its life. */
  public Segmenter(NativeBuffer buffer) {
    bytes = buffer.bytes();
    littleEndian = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Looks at one packet or superpacket; whatever was left of the one before is forgotten.
   *
   * @param start where its virtio-net header starts
   * @param total bytes including that header
   * @return false if it is malformed or of a kind we did not ask the kernel for; nothing is written
   *     then and {@link #next()} returns false
   */
  public boolean begin(int start, int total) {
    more = false;
    int packet = start + VirtioHeader.BYTES;
    int available = total - VirtioHeader.BYTES;
    if (start < 0 || total > bytes.capacity() - start || available < IpHeader.V4_BYTES) {
      return false;
    }
    int ipLength = ipLength(packet, available);
    if (ipLength < 0) {
      return false;
    }
    needsChecksum = VirtioHeader.needsChecksum(bytes, start);
    checksumStart = VirtioHeader.checksumStart(bytes, start);
    checksumOffset = VirtioHeader.checksumOffset(bytes, start);
    if (needsChecksum
        && (checksumStart < ipHeaderLength || checksumStart + checksumOffset + 2 > ipLength)) {
      return false;
    }
    int gsoType = VirtioHeader.gsoType(bytes, start);
    gsoSize = 0;
    offset = packet;
    length = ipLength;
    if (gsoType != VirtioHeader.GSO_NONE) {
      gsoSize = VirtioHeader.gsoSize(bytes, start);
      if (gsoSize == 0 || !needsChecksum || !isSuperpacket(packet, ipLength, gsoType)) {
        return false;
      }
      keepHeaders(packet, ipLength);
    }
    more = true;
    return true;
  }

  /** Length of the packet as its IP header says, or -1; sets the family and IP header length. */
  private int ipLength(int packet, int available) {
    int ipLength;
    switch (IpHeader.version(bytes, packet)) {
      case 4 -> {
        v4 = true;
        ipHeaderLength = IpHeader.v4HeaderLength(bytes, packet);
        ipLength = unsignedShort(bytes, packet + IpHeader.V4_TOTAL_LENGTH);
        if (ipHeaderLength < IpHeader.V4_BYTES) {
          return -1;
        }
      }
      case 6 -> {
        if (available < IpHeader.V6_BYTES) {
          return -1;
        }
        v4 = false;
        ipHeaderLength = IpHeader.V6_BYTES;
        ipLength = IpHeader.V6_BYTES + unsignedShort(bytes, packet + IpHeader.V6_PAYLOAD_LENGTH);
      }
      default -> {
        return -1;
      }
    }
    return ipLength < ipHeaderLength || ipLength > available ? -1 : ipLength;
  }

  /** Checks what the virtio-net header claims against the packet; sets the lengths of headers. */
  private boolean isSuperpacket(int packet, int ipLength, int gsoType) {
    int transport = packet + checksumStart;
    int wantedOffset;
    int transportHeader;
    switch (gsoType) {
      case VirtioHeader.GSO_TCPV4,
          VirtioHeader.GSO_TCPV4 | VirtioHeader.GSO_ECN,
          VirtioHeader.GSO_TCPV6,
          VirtioHeader.GSO_TCPV6 | VirtioHeader.GSO_ECN -> {
        tcp = true;
        if (v4 != ((gsoType & ~VirtioHeader.GSO_ECN) == VirtioHeader.GSO_TCPV4)
            || ipLength - checksumStart < TcpHeader.BYTES) {
          return false;
        }
        wantedOffset = TcpHeader.CHECKSUM;
        transportHeader = TcpHeader.headerLength(bytes, transport);
        if (transportHeader < TcpHeader.BYTES) {
          return false;
        }
      }
      case VirtioHeader.GSO_UDP_L4 -> {
        tcp = false;
        wantedOffset = UdpHeader.CHECKSUM;
        transportHeader = UdpHeader.BYTES;
      }
      default -> {
        return false;
      }
    }
    headersLength = checksumStart + transportHeader;
    return checksumOffset == wantedOffset
        && headersLength <= ipLength
        && headersLength <= MAX_HEADERS
        && leadsToTransport(packet, tcp ? IpHeader.TCP : IpHeader.UDP);
  }

  /** True if the IP header can have its TCP or UDP header at checksumStart. */
  private boolean leadsToTransport(int packet, int protocol) {
    if (v4) {
      int fragment = unsignedShort(bytes, packet + IpHeader.V4_FRAGMENT);
      return checksumStart == ipHeaderLength
          && (fragment & IpHeader.V4_FRAGMENT_MASK) == 0
          && (bytes.get(packet + IpHeader.V4_PROTOCOL) & 0xff) == protocol;
    }
    // Extension headers are units of 8 bytes [RFC 8200 §4]. We do not walk them: the kernel did.
    boolean extended = checksumStart > IpHeader.V6_BYTES;
    return extended
        ? (checksumStart & 7) == 0
        : (bytes.get(packet + IpHeader.V6_NEXT_HEADER) & 0xff) == protocol;
  }

  /** Keeps the headers and the sums that every segment shares. */
  private void keepHeaders(int packet, int ipLength) {
    first = true;
    payload = packet + headersLength;
    end = packet + ipLength;
    for (int i = 0, at = payload - 8; at > packet - 8; i++, at -= 8) {
      headers[i] = bytes.getLong(at);
    }
    if (v4) {
      identification = unsignedShort(bytes, packet + IpHeader.V4_IDENTIFICATION);
      ipSum =
          fold(
              sum(littleEndian, packet, ipHeaderLength)
                  + without(ipLength)
                  + without(identification)
                  + without(unsignedShort(bytes, packet + IpHeader.V4_CHECKSUM)));
    }
    int transport = packet + checksumStart;
    // The checksum field holds the pseudo-header sum with the length of the whole, so that summing
    // up the header brings in both; the length is taken out again.
    int whole =
        sum(littleEndian, transport, headersLength - checksumStart)
            + without(ipLength - checksumStart);
    if (tcp) {
      sequence = bytes.getInt(transport + TcpHeader.SEQUENCE);
      offsetAndFlags = unsignedShort(bytes, transport + TcpHeader.DATA_OFFSET);
      whole += without(sequence >>> 16) + without(sequence & 0xffff) + without(offsetAndFlags);
    } else {
      whole += without(unsignedShort(bytes, transport + UdpHeader.LENGTH));
    }
    transportSum = fold(whole);
  }

  /** Makes the next packet; false when there is none. */
  public boolean next() {
    if (!more) {
      return false;
    }
    if (gsoSize > 0) {
      nextSegment();
      return true;
    }
    more = false;
    if (needsChecksum) {
      int from = offset + checksumStart;
      putChecksum(from + checksumOffset, sum(littleEndian, from, length - checksumStart));
    }
    return true;
  }

  private void nextSegment() {
    int payloadLength = Math.min(gsoSize, end - payload);
    boolean last = payload + payloadLength == end;
    offset = payload - headersLength;
    length = headersLength + payloadLength;
    if (!first) {
      copyHeaders();
    }
    if (v4) {
      finishIpv4();
    } else {
      bytes.putShort(offset + IpHeader.V6_PAYLOAD_LENGTH, (short) (length - IpHeader.V6_BYTES));
    }
    int transportLength = length - checksumStart;
    int common = transportSum + transportLength + sum(littleEndian, payload, payloadLength);
    if (tcp) {
      finishTcp(common, payloadLength, last);
    } else {
      int udp = offset + checksumStart;
      bytes.putShort(udp + UdpHeader.LENGTH, (short) transportLength);
      putChecksum(udp + UdpHeader.CHECKSUM, common + transportLength);
    }
    payload += payloadLength;
    first = false;
    more = !last;
  }

  /**
   * Whole words from the payload towards the front. The last one may reach four bytes before the
   * headers: that is the used-up segment before, or the virtio-net header.
   */
  private void copyHeaders() {
    for (int i = 0, at = payload - 8; at > offset - 8; i++, at -= 8) {
      bytes.putLong(at, headers[i]);
    }
  }

  private void finishIpv4() {
    bytes.putShort(offset + IpHeader.V4_TOTAL_LENGTH, (short) length);
    bytes.putShort(offset + IpHeader.V4_IDENTIFICATION, (short) identification);
    bytes.putShort(offset + IpHeader.V4_CHECKSUM, (short) ~fold(ipSum + length + identification));
    identification = identification + 1 & 0xffff;
  }

  /** FIN and PSH belong to the last segment, CWR to the first [RFC 3168 §6.1.2]. */
  private void finishTcp(int common, int payloadLength, boolean last) {
    int word = offsetAndFlags;
    if (!last) {
      word &= ~(TcpHeader.FIN | TcpHeader.PSH);
    }
    if (!first) {
      word &= ~TcpHeader.CWR;
    }
    int at = offset + checksumStart;
    bytes.putInt(at + TcpHeader.SEQUENCE, sequence);
    bytes.putShort(at + TcpHeader.DATA_OFFSET, (short) word);
    int sum = common + word + (sequence >>> 16) + (sequence & 0xffff);
    bytes.putShort(at + TcpHeader.CHECKSUM, (short) ~fold(sum));
    sequence += payloadLength;
  }

  /** In UDP 0 would say that there is no checksum; for the rest 0xffff is as good. */
  private void putChecksum(int at, int sum) {
    int checksum = ~fold(sum) & 0xffff;
    bytes.putShort(at, (short) (checksum == 0 ? 0xffff : checksum));
  }

  /** Where the present packet starts in the buffer. */
  public int offset() {
    return offset;
  }

  /** Bytes of the present packet. */
  public int length() {
    return length;
  }
}
