package io.omniedge.transport.peer;

import io.omniedge.tun.IpPrefix;
import java.nio.ByteBuffer;

/** IP packets for tests: a right header, and a number as payload. */
final class Packets {
  private Packets() {}

  /** An IPv4 or IPv6 packet of this total length, at least 44 bytes. */
  static byte[] packet(String source, String destination, int number, int length) {
    byte[] from = IpPrefix.parseAddress(source).getAddress();
    byte[] to = IpPrefix.parseAddress(destination).getAddress();
    ByteBuffer packet = ByteBuffer.allocate(length);
    if (from.length == 4) {
      packet.put(0, (byte) 0x45).putShort(2, (short) length);
      packet.put(12, from).put(16, to);
    } else {
      packet.put(0, (byte) 0x60).putShort(4, (short) (length - 40));
      packet.put(8, from).put(24, to);
    }
    return packet.putInt(length - 4, number).array();
  }

  /** The number in the payload. */
  static int number(byte[] packet) {
    return ByteBuffer.wrap(packet).getInt(packet.length - 4);
  }
}
