package io.omniedge.tun.packet;

import java.nio.ByteBuffer;

/**
 * Offsets and fields of the IPv4 [RFC 791 §3.1] and IPv6 [RFC 8200 §3] headers.
 *
 * <pre>
 *   IPv4                                   IPv6
 *   0 version+length  1 TOS  2 total       0 version, traffic class, flow label
 *   4 identification  6 flags+fragment     4 payload length  6 next header  7 hop limit
 *   8 TTL  9 protocol  10 checksum         8 source
 *  12 source  16 destination              24 destination
 *  20 options                             40 extension headers
 * </pre>
 *
 * All methods take a buffer in network byte order and the index of the header; stateless.
 */
final class IpHeader {
  static final int V4_BYTES = 20;
  static final int V4_TOTAL_LENGTH = 2;
  static final int V4_IDENTIFICATION = 4;
  static final int V4_FRAGMENT = 6;
  static final int V4_TTL = 8;
  static final int V4_PROTOCOL = 9;
  static final int V4_CHECKSUM = 10;
  static final int V4_SOURCE = 12;
  static final int V4_ADDRESSES_BYTES = 8;
  static final int V4_DONT_FRAGMENT = 0x4000;

  /** More-fragments flag and fragment offset: either says that this is a fragment. */
  static final int V4_FRAGMENT_MASK = 0x3fff;

  static final int V6_BYTES = 40;
  static final int V6_PAYLOAD_LENGTH = 4;
  static final int V6_NEXT_HEADER = 6;
  static final int V6_HOP_LIMIT = 7;
  static final int V6_SOURCE = 8;
  static final int V6_ADDRESSES_BYTES = 32;

  static final int TCP = 6;
  static final int UDP = 17;
  static final int ICMPV6 = 58;

  /** The largest packet we make: what the 16-bit total length of IPv4 can say. */
  static final int MAX_PACKET_BYTES = 65535;

  private IpHeader() {}

  static int version(ByteBuffer bytes, int at) {
    return bytes.get(at) >>> 4 & 0xf;
  }

  /** Header length of IPv4 in bytes, 0 to 60, unchecked. */
  static int v4HeaderLength(ByteBuffer bytes, int at) {
    return (bytes.get(at) & 0xf) << 2;
  }

  static int unsignedShort(ByteBuffer bytes, int at) {
    return bytes.getShort(at) & 0xffff;
  }
}
