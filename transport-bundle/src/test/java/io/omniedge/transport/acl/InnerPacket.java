package io.omniedge.transport.acl;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;

/** Lays IP packets out byte by byte; checksums are left 0, since nobody here looks at them. */
final class InnerPacket {
  static final int TCP = 6;
  static final int UDP = 17;
  static final int SYN = 2;
  static final int ACK = 16;

  private InnerPacket() {}

  static byte[] tcp(String from, int fromPort, String to, int toPort, int flags) {
    ByteBuffer segment = ByteBuffer.allocate(20);
    segment.putShort(0, (short) fromPort).putShort(2, (short) toPort);
    segment.put(12, (byte) 0x50).put(13, (byte) flags);
    return ip(from, to, TCP, segment.array());
  }

  static byte[] udp(String from, int fromPort, String to, int toPort) {
    return udp(from, fromPort, to, toPort, 0);
  }

  static byte[] udp(String from, int fromPort, String to, int toPort, int payload) {
    return ip(from, to, UDP, datagram(fromPort, toPort, payload));
  }

  static byte[] datagram(int fromPort, int toPort, int payload) {
    ByteBuffer datagram = ByteBuffer.allocate(8 + payload);
    datagram.putShort(0, (short) fromPort).putShort(2, (short) toPort);
    return datagram.putShort(4, (short) (8 + payload)).array();
  }

  /** An echo request or reply. */
  static byte[] echo(String from, String to, boolean request, int identifier) {
    boolean v6 = from.indexOf(':') >= 0;
    int type = v6 ? (request ? 128 : 129) : request ? 8 : 0;
    ByteBuffer icmp = ByteBuffer.allocate(16).put(0, (byte) type).putShort(4, (short) identifier);
    return ip(from, to, v6 ? 58 : 1, icmp.array());
  }

  /** An ICMP message that quotes {@code about}. */
  static byte[] error(String from, String to, int type, int code, byte[] about) {
    ByteBuffer icmp = ByteBuffer.allocate(8 + about.length);
    icmp.put(0, (byte) type).put(1, (byte) code).put(8, about);
    return ip(from, to, from.indexOf(':') >= 0 ? 58 : 1, icmp.array());
  }

  static byte[] ip(String from, String to, int protocol, byte[] payload) {
    byte[] source = IpPrefix.parseAddress(from).getAddress();
    byte[] destination = IpPrefix.parseAddress(to).getAddress();
    if (source.length == 4) {
      ByteBuffer packet = ByteBuffer.allocate(20 + payload.length);
      packet.put(0, (byte) 0x45).putShort(2, (short) packet.capacity()).put(8, (byte) 64);
      packet.put(9, (byte) protocol).put(12, source).put(16, destination).put(20, payload);
      return packet.array();
    }
    ByteBuffer packet = ByteBuffer.allocate(40 + payload.length);
    packet.put(0, (byte) 0x60).putShort(4, (short) payload.length).put(6, (byte) protocol);
    packet.put(7, (byte) 64).put(8, source).put(24, destination).put(40, payload);
    return packet.array();
  }

  /** A part of the payload of a packet, as a fragment of it. */
  static byte[] fragment(byte[] packet, int start, int length, boolean more, int id) {
    ByteBuffer whole = ByteBuffer.wrap(packet);
    if (packet[0] >>> 4 == 4) {
      ByteBuffer part = ByteBuffer.allocate(20 + length).put(0, packet, 0, 20);
      part.putShort(2, (short) (20 + length)).putShort(4, (short) id);
      part.putShort(6, (short) (start / 8 | (more ? 0x2000 : 0)));
      return part.put(20, packet, 20 + start, length).array();
    }
    ByteBuffer part = ByteBuffer.allocate(48 + length).put(0, packet, 0, 40);
    part.putShort(4, (short) (8 + length)).put(6, (byte) 44).put(40, whole.get(6));
    part.putShort(42, (short) (start | (more ? 1 : 0))).putInt(44, id);
    return part.put(48, packet, 40 + start, length).array();
  }

  /** An IPv6 packet with an extension header of this kind before what was there. */
  static byte[] extended(byte[] packet, int kind, int fourthByte) {
    ByteBuffer longer = ByteBuffer.allocate(packet.length + 8).put(0, packet, 0, 40);
    longer.putShort(4, (short) (packet.length - 32)).put(6, (byte) kind);
    longer.put(40, packet[6]).put(43, (byte) fourthByte);
    return longer.put(48, packet, 40, packet.length - 40).array();
  }
}
