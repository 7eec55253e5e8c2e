package io.omniedge.tun.packet;

import static io.omniedge.tun.packet.InternetChecksum.fold;
import static io.omniedge.tun.packet.InternetChecksum.sum;
import static io.omniedge.tun.packet.InternetChecksum.without;
import static io.omniedge.tun.packet.IpHeader.unsignedShort;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.TunDevice;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An open superpacket of one flow: the first packet whole, then the payloads of those that continue
 * it, each left where it lies in the block. Reused for flow after flow; one thread.
 *
 * <p>A packet continues another only if segmenting the superpacket later gives both back as they
 * were: so everything that is repeated must be equal, and everything that is computed (length,
 * sequence, checksums) must be what the computation gives. The one exception is the identification
 * of IPv4 packets with DF: it has no meaning [RFC 6864 §4.1] and may come out differently. Without
 * DF identifications must be consecutive, since a made-up one could collide with that of another
 * packet and spoil the reassembly of both.
 */
final class Aggregate {
  /** Most packets of one superpacket: the limit of the kernel for UDP [{@code linux/udp.h}]. */
  static final int MAX_PACKETS = 64;

  private final ByteBuffer bytes;
  private final ByteBuffer littleEndian;
  private final int[] offsets = new int[MAX_PACKETS];
  private final int[] lengths = new int[MAX_PACKETS];

  private boolean v4;
  private boolean tcp;
  private long addresses0;
  private long addresses1;
  private long addresses2;
  private long addresses3;
  private int ports;

  /** The first packet. */
  private int head;

  /** Its TCP or UDP header. */
  private int transport;

  private int headersLength;
  private int segmentSize;
  private int packets;
  private int length;
  private int nextSequence;
  private int nextIdentification;
  private boolean pushed;
  private boolean closed;

  /** The checksums of the first packet are found right; they are not looked at before need. */
  private boolean verified;

  /** IPv4 header without length, identification and checksum. */
  private int ipSum;

  /** Addresses and protocol. */
  private int pseudoSum;

  Aggregate(NativeBuffer block) {
    bytes = block.bytes();
    littleEndian = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Starts anew with this gatherable packet. */
  void open(InnerPacket p) {
    v4 = p.v4;
    tcp = p.tcp;
    addresses0 = p.addresses0;
    addresses1 = p.addresses1;
    addresses2 = p.addresses2;
    addresses3 = p.addresses3;
    ports = p.ports;
    head = p.offset;
    transport = p.transport;
    headersLength = p.headersLength;
    segmentSize = p.payloadLength;
    packets = 1;
    length = p.length;
    pushed = false;
    closed = false;
    verified = false;
    if (tcp) {
      nextSequence = bytes.getInt(transport + TcpHeader.SEQUENCE) + p.payloadLength;
    }
    if (v4) {
      nextIdentification = unsignedShort(bytes, head + IpHeader.V4_IDENTIFICATION) + 1;
    }
    // The piece of the first packet is completed by write(): the virtio-net header comes before it.
    offsets[0] = head - VirtioHeader.BYTES;
    lengths[0] = VirtioHeader.BYTES + p.length;
  }

  /** True if the packet is of the same flow. */
  boolean isFlowOf(InnerPacket p) {
    return ports == p.ports && tcp == p.tcp && isBetween(p);
  }

  /** True if the packet has the same source and destination address. */
  boolean isBetween(InnerPacket p) {
    return addresses0 == p.addresses0
        && v4 == p.v4
        && addresses1 == p.addresses1
        && addresses2 == p.addresses2
        && addresses3 == p.addresses3;
  }

  /** True if nothing can follow any more: the last packet was shorter or pushed, or it is full. */
  boolean isClosed() {
    return closed;
  }

  /** Packets gathered. */
  int packets() {
    return packets;
  }

  /**
   * Takes the packet in if it continues this superpacket.
   *
   * @param p gatherable, of this flow
   * @return false if it does not
   */
  boolean append(InnerPacket p) {
    if (p.payloadLength > segmentSize
        || length + p.payloadLength > IpHeader.MAX_PACKET_BYTES
        || p.headersLength != headersLength
        || !sameIpHeader(p.offset)
        || (tcp && !continuesTcp(p))
        || !verifyHead()
        || !verify(p.offset, p.length)) {
      return false;
    }
    offsets[packets] = p.offset + headersLength;
    lengths[packets] = p.payloadLength;
    packets++;
    length += p.payloadLength;
    nextSequence += p.payloadLength;
    nextIdentification++;
    pushed = p.pushes;
    closed = pushed || p.payloadLength < segmentSize || packets == MAX_PACKETS;
    return true;
  }

  private boolean sameIpHeader(int at) {
    if (!v4) {
      // Version, traffic class and flow label; the protocol is part of the flow.
      return bytes.getInt(at) == bytes.getInt(head)
          && bytes.get(at + IpHeader.V6_HOP_LIMIT) == bytes.get(head + IpHeader.V6_HOP_LIMIT);
    }
    int fragment = unsignedShort(bytes, at + IpHeader.V4_FRAGMENT);
    return bytes.getShort(at) == bytes.getShort(head) // version, header length, TOS
        && bytes.get(at + IpHeader.V4_TTL) == bytes.get(head + IpHeader.V4_TTL)
        && fragment == unsignedShort(bytes, head + IpHeader.V4_FRAGMENT)
        && ((fragment & IpHeader.V4_DONT_FRAGMENT) != 0
            || unsignedShort(bytes, at + IpHeader.V4_IDENTIFICATION)
                == (nextIdentification & 0xffff));
  }

  /** Everything equal but sequence, PSH and checksum. */
  private boolean continuesTcp(InnerPacket p) {
    int at = p.transport;
    if (bytes.getInt(at + TcpHeader.SEQUENCE) != nextSequence
        || bytes.getInt(at + TcpHeader.ACKNOWLEDGMENT)
            != bytes.getInt(transport + TcpHeader.ACKNOWLEDGMENT)
        || bytes.getShort(at + TcpHeader.WINDOW) != bytes.getShort(transport + TcpHeader.WINDOW)
        || bytes.getShort(at + TcpHeader.URGENT) != bytes.getShort(transport + TcpHeader.URGENT)) {
      return false;
    }
    int header = headersLength - (transport - head);
    for (int i = TcpHeader.BYTES; i < header; i += 4) {
      if (bytes.getInt(at + i) != bytes.getInt(transport + i)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Checks the first packet when a second one wants to join it: a packet that stays alone is
   * written as it is, and the kernel checks it.
   */
  private boolean verifyHead() {
    if (verified) {
      return true;
    }
    if (v4) {
      ipSum =
          fold(
              sum(littleEndian, head, IpHeader.V4_BYTES)
                  + without(unsignedShort(bytes, head + IpHeader.V4_TOTAL_LENGTH))
                  + without(unsignedShort(bytes, head + IpHeader.V4_IDENTIFICATION))
                  + without(unsignedShort(bytes, head + IpHeader.V4_CHECKSUM)));
    }
    pseudoSum =
        v4
            ? sum(littleEndian, head + IpHeader.V4_SOURCE, IpHeader.V4_ADDRESSES_BYTES)
            : sum(littleEndian, head + IpHeader.V6_SOURCE, IpHeader.V6_ADDRESSES_BYTES);
    pseudoSum += tcp ? IpHeader.TCP : IpHeader.UDP;
    verified = verify(head, lengths[0] - VirtioHeader.BYTES);
    return verified;
  }

  /**
   * True if both checksums are right: the superpacket tells the kernel that they are, and a corrupt
   * packet would come out mended. Headers that were found equal to the first share its sums.
   */
  private boolean verify(int at, int packetLength) {
    if (v4) {
      int ip =
          ipSum
              + packetLength
              + unsignedShort(bytes, at + IpHeader.V4_IDENTIFICATION)
              + unsignedShort(bytes, at + IpHeader.V4_CHECKSUM);
      if (fold(ip) != 0xffff) {
        return false;
      }
    }
    int ipHeader = transport - head;
    int transportLength = packetLength - ipHeader;
    int whole = pseudoSum + transportLength + sum(littleEndian, at + ipHeader, transportLength);
    return fold(whole) == 0xffff;
  }

  /** Writes what was gathered; the result of {@link TunDevice#write}. */
  int write(NativeBuffer block, TunDevice tun) {
    if (packets == 1) {
      VirtioHeader.clear(bytes, offsets[0]);
    } else {
      makeSuperpacket();
    }
    return tun.write(block, offsets, lengths, packets);
  }

  private void makeSuperpacket() {
    int ipHeader = transport - head;
    int transportLength = length - ipHeader;
    int checksum = tcp ? TcpHeader.CHECKSUM : UdpHeader.CHECKSUM;
    int tcpType = v4 ? VirtioHeader.GSO_TCPV4 : VirtioHeader.GSO_TCPV6;
    int type = tcp ? tcpType : VirtioHeader.GSO_UDP_L4;
    VirtioHeader.write(bytes, offsets[0], type, headersLength, segmentSize, ipHeader, checksum);
    if (v4) {
      int identification = unsignedShort(bytes, head + IpHeader.V4_IDENTIFICATION);
      bytes.putShort(head + IpHeader.V4_TOTAL_LENGTH, (short) length);
      bytes.putShort(head + IpHeader.V4_CHECKSUM, (short) ~fold(ipSum + length + identification));
    } else {
      bytes.putShort(head + IpHeader.V6_PAYLOAD_LENGTH, (short) transportLength);
    }
    if (!tcp) {
      bytes.putShort(transport + UdpHeader.LENGTH, (short) transportLength);
    } else if (pushed) {
      int flags = bytes.get(transport + TcpHeader.FLAGS) | TcpHeader.PSH;
      bytes.put(transport + TcpHeader.FLAGS, (byte) flags);
    }
    // Not complemented: the kernel adds the sum of header and payload to it.
    bytes.putShort(transport + checksum, (short) fold(pseudoSum + transportLength));
  }
}
