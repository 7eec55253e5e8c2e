package io.omniedge.bench;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;

/** An ICMP echo request [RFC 792] whose addresses can be exchanged. One thread at a time. */
final class EchoPacket {
  /** Of the whole IPv4 packet: full size for an MTU of 1,420 less a little. */
  static final int BYTES = 1400;

  private static final int SOURCE = 12;
  private static final int DESTINATION = 16;
  private static final int HEADER_BYTES = 20;
  private static final int HEADER_CHECKSUM = 10;
  private static final int ICMP_CHECKSUM = HEADER_BYTES + 2;

  private final NativeBuffer buffer;

  /** Lays the packet out at the start of {@code buffer}. */
  EchoPacket(NativeBuffer buffer) {
    this.buffer = buffer;
    ByteBuffer bytes = buffer.bytes();
    bytes.putShort(0, (short) 0x4500).putShort(2, (short) BYTES);
    bytes.put(8, (byte) 64).put(9, (byte) 1);
    bytes.put(HEADER_BYTES, (byte) 8);
    bytes.putShort(ICMP_CHECKSUM, checksum(bytes, HEADER_BYTES, BYTES));
  }

  /** Sets both addresses and the header's checksum. */
  void address(int source, int destination) {
    ByteBuffer bytes = buffer.bytes();
    bytes.putInt(SOURCE, source).putInt(DESTINATION, destination);
    bytes.putShort(HEADER_CHECKSUM, (short) 0);
    bytes.putShort(HEADER_CHECKSUM, checksum(bytes, 0, HEADER_BYTES));
  }

  private static short checksum(ByteBuffer bytes, int from, int to) {
    int sum = 0;
    for (int i = from; i < to; i += 2) {
      sum += bytes.getShort(i) & 0xffff;
    }
    sum = (sum >>> 16) + (sum & 0xffff);
    return (short) ~(sum + (sum >>> 16));
  }
}
