package io.omniedge.tun.linux;

import io.omniedge.tun.Endpoint;
import java.nio.ByteBuffer;

/**
 * The two forms a socket address and its packet information can have. Buffers are in network byte
 * order; fields in host byte order are turned by hand.
 */
enum SocketFamily {
  /** {@code sockaddr_in6}; IPv4 appears as ::ffff:a.b.c.d in addresses and packet information. */
  DUAL_STACK(SocketAbi.AF_INET6, 28, 20),
  /** {@code sockaddr_in}. */
  IPV4(SocketAbi.AF_INET, 16, 12);

  /** Room for either form. */
  static final int MAX_ADDRESS_BYTES = 32;

  private static final long MAPPED = 0xffff_0000_0000L;
  private static final int PORT_AT = 2;

  private final int domain;
  private final int addressBytes;
  private final int packetInfoBytes;

  SocketFamily(int domain, int addressBytes, int packetInfoBytes) {
    this.domain = domain;
    this.addressBytes = addressBytes;
    this.packetInfoBytes = packetInfoBytes;
  }

  int domain() {
    return domain;
  }

  int addressBytes() {
    return addressBytes;
  }

  /** Length of in6_pktinfo or in_pktinfo. */
  int packetInfoBytes() {
    return packetInfoBytes;
  }

  /** Level of the packet information, as option and as control message. */
  int level() {
    return this == DUAL_STACK ? SocketAbi.IPPROTO_IPV6 : SocketAbi.IPPROTO_IP;
  }

  /** Name of the option that asks for packet information. */
  int receivePacketInfo() {
    return this == DUAL_STACK ? SocketAbi.IPV6_RECVPKTINFO : SocketAbi.IP_PKTINFO;
  }

  /** Type of the control message with packet information. */
  int packetInfo() {
    return this == DUAL_STACK ? SocketAbi.IPV6_PKTINFO : SocketAbi.IP_PKTINFO;
  }

  /** True if such a socket can send there. */
  boolean reaches(Endpoint endpoint) {
    return this == DUAL_STACK || endpoint.isIpv4();
  }

  /** The wildcard address. */
  void putAny(ByteBuffer b, int at, int port) {
    clear(b, at, MAX_ADDRESS_BYTES);
    putFamilyAndPort(b, at, port);
  }

  /** The remote side of an endpoint that this family {@link #reaches}. */
  void putAddress(ByteBuffer b, int at, Endpoint e) {
    clear(b, at, MAX_ADDRESS_BYTES);
    putFamilyAndPort(b, at, e.port());
    if (this == DUAL_STACK) {
      b.putLong(at + 8, e.addressHigh()).putLong(at + 16, e.addressLow());
      b.putInt(at + 24, Integer.reverseBytes(e.scopeId()));
    } else {
      b.putInt(at + 4, (int) e.addressLow());
    }
  }

  private void putFamilyAndPort(ByteBuffer b, int at, int port) {
    b.putShort(at, Short.reverseBytes((short) domain)).putShort(at + PORT_AT, (short) port);
  }

  /** Packet information that prescribes the source address, and leaves the interface to routing. */
  void putPacketInfo(ByteBuffer b, int at, Endpoint e) {
    clear(b, at, packetInfoBytes);
    if (this == DUAL_STACK) {
      b.putLong(at, e.localHigh()).putLong(at + 8, e.localLow());
    } else {
      b.putInt(at + 4, (int) e.localLow());
    }
  }

  private static void clear(ByteBuffer b, int at, int count) {
    for (int i = at; i < at + count; i++) {
      b.put(i, (byte) 0);
    }
  }

  int port(ByteBuffer b, int at) {
    return b.getShort(at + PORT_AT) & 0xffff;
  }

  long addressHigh(ByteBuffer b, int at) {
    return this == DUAL_STACK ? b.getLong(at + 8) : 0;
  }

  long addressLow(ByteBuffer b, int at) {
    return this == DUAL_STACK ? b.getLong(at + 16) : mapped(b.getInt(at + 4));
  }

  int scopeId(ByteBuffer b, int at) {
    return this == DUAL_STACK ? Integer.reverseBytes(b.getInt(at + 24)) : 0;
  }

  /** First half of the address the datagram came to, from packet information. */
  long localHigh(ByteBuffer b, int at) {
    return this == DUAL_STACK ? b.getLong(at) : 0;
  }

  /** Second half of the address the datagram came to, from packet information. */
  long localLow(ByteBuffer b, int at) {
    return this == DUAL_STACK ? b.getLong(at + 8) : mapped(b.getInt(at + 4));
  }

  private static long mapped(int address) {
    return MAPPED | (address & 0xffff_ffffL);
  }
}
