package io.omniedge.tun.packet;

import static io.omniedge.tun.packet.IpHeader.unsignedShort;

import java.nio.ByteBuffer;

/**
 * One packet of a batch, read once: which flow it belongs to and whether it may be gathered with
 * others at all. Reused for each packet; one thread.
 */
final class InnerPacket {
  /** What can be told about the flow of a packet. */
  enum Kinship {
    /** Not IP, or a protocol whose order against TCP and UDP does not matter. */
    NONE,
    /** Perhaps TCP or UDP, but the ports are hidden: a fragment or behind extension headers. */
    ADDRESSES,
    /** TCP or UDP with readable ports. */
    FLOW
  }

  private final ByteBuffer bytes;

  int offset;
  int length;
  boolean v4;
  boolean tcp;

  /** The addresses as they stand in the header; IPv4 fills only the first word. */
  long addresses0;

  long addresses1;
  long addresses2;
  long addresses3;

  /** Source and destination port. */
  int ports;

  /** Index of the TCP or UDP header. */
  int transport;

  /** Bytes of IP, TCP or UDP headers. */
  int headersLength;

  int payloadLength;

  /** A well-formed data segment or datagram without anything that a superpacket cannot express. */
  boolean gatherable;

  /** Nothing may follow it in a superpacket: TCP data with PSH. */
  boolean pushes;

  InnerPacket(ByteBuffer bytes) {
    this.bytes = bytes;
  }

  /** Reads {@code bytes[offset .. +length)}; the fields above hold until the next call. */
  Kinship read(int packet, int packetLength) {
    offset = packet;
    length = packetLength;
    gatherable = false;
    pushes = false;
    if (length < IpHeader.V4_BYTES) {
      return Kinship.NONE;
    }
    return switch (IpHeader.version(bytes, offset)) {
      case 4 -> readIpv4();
      case 6 -> readIpv6();
      default -> Kinship.NONE;
    };
  }

  private Kinship readIpv4() {
    int headerLength = IpHeader.v4HeaderLength(bytes, offset);
    if (headerLength < IpHeader.V4_BYTES || headerLength > length) {
      return Kinship.NONE;
    }
    int protocol = bytes.get(offset + IpHeader.V4_PROTOCOL) & 0xff;
    if (protocol != IpHeader.TCP && protocol != IpHeader.UDP) {
      return Kinship.NONE;
    }
    v4 = true;
    addresses0 = bytes.getLong(offset + IpHeader.V4_SOURCE);
    addresses1 = 0;
    addresses2 = 0;
    addresses3 = 0;
    int fragment = unsignedShort(bytes, offset + IpHeader.V4_FRAGMENT);
    if ((fragment & IpHeader.V4_FRAGMENT_MASK) != 0) {
      return Kinship.ADDRESSES;
    }
    boolean plain =
        headerLength == IpHeader.V4_BYTES
            && unsignedShort(bytes, offset + IpHeader.V4_TOTAL_LENGTH) == length;
    return readTransport(protocol, headerLength, plain);
  }

  private Kinship readIpv6() {
    if (length < IpHeader.V6_BYTES) {
      return Kinship.NONE;
    }
    int protocol = bytes.get(offset + IpHeader.V6_NEXT_HEADER) & 0xff;
    if (protocol == IpHeader.ICMPV6) {
      return Kinship.NONE;
    }
    v4 = false;
    addresses0 = bytes.getLong(offset + IpHeader.V6_SOURCE);
    addresses1 = bytes.getLong(offset + IpHeader.V6_SOURCE + 8);
    addresses2 = bytes.getLong(offset + IpHeader.V6_SOURCE + 16);
    addresses3 = bytes.getLong(offset + IpHeader.V6_SOURCE + 24);
    if (protocol != IpHeader.TCP && protocol != IpHeader.UDP) {
      return Kinship.ADDRESSES;
    }
    int payload = unsignedShort(bytes, offset + IpHeader.V6_PAYLOAD_LENGTH);
    boolean plain = IpHeader.V6_BYTES + payload == length;
    return readTransport(protocol, IpHeader.V6_BYTES, plain);
  }

  private Kinship readTransport(int protocol, int ipHeaderLength, boolean plain) {
    transport = offset + ipHeaderLength;
    int transportLength = length - ipHeaderLength;
    if (transportLength < UdpHeader.BYTES) {
      return Kinship.ADDRESSES;
    }
    tcp = protocol == IpHeader.TCP;
    ports = bytes.getInt(transport);
    int header = tcp ? dataSegmentHeader(transportLength) : datagramHeader(transportLength);
    headersLength = ipHeaderLength + header;
    payloadLength = transportLength - header;
    // A header that claims to be longer than the packet leaves a payload below 0.
    gatherable = plain && header > 0 && payloadLength > 0 && length <= IpHeader.MAX_PACKET_BYTES;
    return Kinship.FLOW;
  }

  /**
   * Header length of a TCP segment with the flags ACK or ACK+PSH and no reserved bits, else 0; not
   * checked against the length of the packet.
   */
  private int dataSegmentHeader(int transportLength) {
    if (transportLength < TcpHeader.BYTES) {
      return 0;
    }
    int header = TcpHeader.headerLength(bytes, transport);
    int flags = unsignedShort(bytes, transport + TcpHeader.DATA_OFFSET) & 0xfff;
    pushes = (flags & TcpHeader.PSH) != 0;
    boolean data = (flags & ~TcpHeader.PSH) == TcpHeader.ACK;
    return data && header >= TcpHeader.BYTES ? header : 0;
  }

  /** Header length of a datagram with a checksum and the right length, else 0. */
  private int datagramHeader(int transportLength) {
    return unsignedShort(bytes, transport + UdpHeader.LENGTH) == transportLength
            && bytes.getShort(transport + UdpHeader.CHECKSUM) != 0
        ? UdpHeader.BYTES
        : 0;
  }
}
