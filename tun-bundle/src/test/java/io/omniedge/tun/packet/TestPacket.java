package io.omniedge.tun.packet;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A TCP or UDP packet laid out field by field, with its checksums made the slow and obvious way:
 * the oracle of the tests in this package.
 */
final class TestPacket {
  static final int NEEDS_CSUM = 1;

  boolean v6;
  boolean udp;
  int tos;
  int flowLabel = 0x12345;
  int ttl = 64;
  int identification = 100;
  int fragment = 0x4000;
  byte[] ipOptions = {};
  byte[] extension = {};
  byte[] source = {10, 0, 0, 1};
  byte[] destination = {10, 0, 0, 2};
  int sourcePort = 40000;
  int destinationPort = 5201;
  int sequence = 1000;
  int acknowledgment = 2000;
  int flags = 0x10;
  int window = 500;
  int urgent;
  byte[] options = {};
  byte[] payload = {};

  static TestPacket tcp4(int payloadBytes) {
    TestPacket p = new TestPacket();
    p.payload = pattern(payloadBytes, 0);
    return p;
  }

  static TestPacket udp4(int payloadBytes) {
    TestPacket p = tcp4(payloadBytes);
    p.udp = true;
    return p;
  }

  TestPacket overV6() {
    v6 = true;
    source = new byte[16];
    destination = new byte[16];
    Arrays.fill(source, (byte) 0xfd);
    Arrays.fill(destination, (byte) 0xfc);
    return this;
  }

  static byte[] pattern(int length, int seed) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (seed + i * 7 + i / 251);
    }
    return bytes;
  }

  /** The same packet with another part of the payload, as a segment of a superpacket. */
  TestPacket segment(int index, int from, int to, boolean last) {
    TestPacket p = copy();
    p.identification = identification + index & 0xffff;
    p.sequence = sequence + from;
    if (!last) {
      p.flags &= ~0x09;
    }
    if (index > 0) {
      p.flags &= ~0x80;
    }
    p.payload = Arrays.copyOfRange(payload, from, to);
    return p;
  }

  TestPacket copy() {
    TestPacket p = new TestPacket();
    p.v6 = v6;
    p.udp = udp;
    p.tos = tos;
    p.flowLabel = flowLabel;
    p.ttl = ttl;
    p.identification = identification;
    p.fragment = fragment;
    p.ipOptions = ipOptions;
    p.extension = extension;
    p.source = source;
    p.destination = destination;
    p.sourcePort = sourcePort;
    p.destinationPort = destinationPort;
    p.sequence = sequence;
    p.acknowledgment = acknowledgment;
    p.flags = flags;
    p.window = window;
    p.urgent = urgent;
    p.options = options;
    p.payload = payload;
    return p;
  }

  int transportOffset() {
    return v6 ? 40 + extension.length : 20 + ipOptions.length;
  }

  int headersLength() {
    return transportOffset() + (udp ? 8 : 20 + options.length);
  }

  /** The packet with finished checksums. */
  byte[] bytes() {
    byte[] transport = transport();
    int at = udp ? 6 : 16;
    int checksum = ~sum(pseudoHeader(transport.length), transport) & 0xffff;
    put16(transport, at, udp && checksum == 0 ? 0xffff : checksum);
    return concat(ipHeader(transport.length), transport);
  }

  /** The packet with the pseudo-header sum only, behind a virtio-net header that says so. */
  byte[] unfinished(int gsoType, int gsoSize) {
    byte[] transport = transport();
    int at = udp ? 6 : 16;
    put16(transport, at, sum(pseudoHeader(transport.length)));
    byte[] virtio = virtio(NEEDS_CSUM, gsoType, headersLength(), gsoSize, transportOffset(), at);
    return concat(virtio, ipHeader(transport.length), transport);
  }

  /** As the kernel hands it over with TSO or USO. */
  byte[] superpacket(int gsoSize) {
    return unfinished(gsoType(), gsoSize);
  }

  int gsoType() {
    return udp ? 5 : v6 ? 4 : 1;
  }

  static byte[] virtio(
      int flags, int gsoType, int headerLength, int gsoSize, int csumStart, int csumOffset) {
    return ByteBuffer.allocate(10)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) flags)
        .put((byte) gsoType)
        .putShort((short) headerLength)
        .putShort((short) gsoSize)
        .putShort((short) csumStart)
        .putShort((short) csumOffset)
        .array();
  }

  private byte[] transport() {
    if (udp) {
      byte[] header = new byte[8];
      put16(header, 0, sourcePort);
      put16(header, 2, destinationPort);
      put16(header, 4, 8 + payload.length);
      return concat(header, payload);
    }
    ByteBuffer header = ByteBuffer.allocate(20);
    header.putShort((short) sourcePort).putShort((short) destinationPort);
    header.putInt(sequence).putInt(acknowledgment);
    header.put((byte) ((20 + options.length) << 2)).put((byte) flags);
    header.putShort((short) window).putShort((short) 0).putShort((short) urgent);
    return concat(header.array(), options, payload);
  }

  private byte[] ipHeader(int transportLength) {
    int protocol = udp ? 17 : 6;
    if (v6) {
      ByteBuffer header = ByteBuffer.allocate(40);
      header.putInt(0x60000000 | tos << 20 | flowLabel);
      header.putShort((short) (extension.length + transportLength));
      header.put((byte) (extension.length > 0 ? 60 : protocol)).put((byte) ttl);
      return concat(header.put(source).put(destination).array(), extension);
    }
    ByteBuffer header = ByteBuffer.allocate(20 + ipOptions.length);
    header.put((byte) (0x40 | header.capacity() / 4)).put((byte) tos);
    header.putShort((short) (header.capacity() + transportLength));
    header.putShort((short) identification).putShort((short) fragment);
    header.put((byte) ttl).put((byte) protocol).putShort((short) 0);
    header.put(source).put(destination).put(ipOptions);
    put16(header.array(), 10, ~sum(header.array()) & 0xffff);
    return header.array();
  }

  private byte[] pseudoHeader(int transportLength) {
    byte[] tail = new byte[8];
    ByteBuffer.wrap(tail).putInt(transportLength).putInt(udp ? 17 : 6);
    return concat(source, destination, tail);
  }

  /** True if the IPv4 header checksum and the TCP or UDP checksum are right. */
  static boolean checksumsHold(byte[] packet, int transport) {
    boolean six = packet[0] >>> 4 == 6;
    if (!six && sum(Arrays.copyOfRange(packet, 0, (packet[0] & 15) * 4)) != 0xffff) {
      return false;
    }
    byte[] addresses = Arrays.copyOfRange(packet, six ? 8 : 12, six ? 40 : 20);
    byte[] rest = Arrays.copyOfRange(packet, transport, packet.length);
    byte[] tail = new byte[8];
    int protocol = six ? (packet[6] == 60 ? packet[40] : packet[6]) : packet[9];
    ByteBuffer.wrap(tail).putInt(rest.length).putInt(protocol);
    return sum(addresses, tail, rest) == 0xffff;
  }

  /** RFC 1071, byte by byte: each part but the last has an even length. */
  static int sum(byte[]... parts) {
    int sum = 0;
    for (byte[] part : parts) {
      for (int i = 0; i < part.length; i++) {
        sum += i % 2 == 0 ? (part[i] & 0xff) << 8 : part[i] & 0xff;
        if (sum > 0xffff) {
          sum -= 0xffff;
        }
      }
    }
    return sum;
  }

  static void put16(byte[] bytes, int at, int value) {
    bytes[at] = (byte) (value >>> 8);
    bytes[at + 1] = (byte) value;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
