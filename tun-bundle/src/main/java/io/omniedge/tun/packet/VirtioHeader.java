package io.omniedge.tun.packet;

import io.omniedge.tun.TunDevice;
import java.nio.ByteBuffer;

/**
 * The virtio-net header that the kernel puts before each packet of a TUN device [{@code
 * linux/virtio_net.h}, virtio 1.2 §5.1.6].
 *
 * <pre>
 *  0      1         2          4          6             8              10
 *  +------+---------+----------+----------+-------------+--------------+
 *  | flags| gso type|header len| gso size | csum start  | csum offset  |   little-endian
 *  +------+---------+----------+----------+-------------+--------------+
 * </pre>
 *
 * <p>Offsets count from the first byte of the IP packet. All methods take a buffer in network byte
 * order and the index of the header; stateless.
 */
public final class VirtioHeader {
  /** Length in bytes. */
  public static final int BYTES = TunDevice.VIRTIO_HEADER_BYTES;

  /** Flag: the checksum is still to be made, from csum start to the end of the packet. */
  public static final int NEEDS_CSUM = 1;

  /** GSO type: an ordinary packet. */
  public static final int GSO_NONE = 0;

  /** GSO type: TCP over IPv4. */
  public static final int GSO_TCPV4 = 1;

  /** GSO type: TCP over IPv6. */
  public static final int GSO_TCPV6 = 4;

  /** GSO type: UDP datagrams of one size, over IPv4 or IPv6. */
  public static final int GSO_UDP_L4 = 5;

  /** Bit of the GSO type: the first TCP segment carries CWR. */
  public static final int GSO_ECN = 0x80;

  private VirtioHeader() {}

  /** Makes it the header of an ordinary packet with a finished checksum. */
  public static void clear(ByteBuffer bytes, int at) {
    bytes.putLong(at, 0);
    bytes.putShort(at + 8, (short) 0);
  }

  /**
   * Writes the header of a superpacket with {@link #NEEDS_CSUM}.
   *
   * @param gsoType {@link #GSO_TCPV4}, {@link #GSO_TCPV6} or {@link #GSO_UDP_L4}
   * @param headerLength IP and TCP or UDP header together
   * @param gsoSize payload bytes of each segment but the last
   * @param checksumStart where the TCP or UDP header starts
   * @param checksumOffset of the checksum in that header
   */
  public static void write(
      ByteBuffer bytes,
      int at,
      int gsoType,
      int headerLength,
      int gsoSize,
      int checksumStart,
      int checksumOffset) {
    bytes.put(at, (byte) NEEDS_CSUM);
    bytes.put(at + 1, (byte) gsoType);
    put16(bytes, at + 2, headerLength);
    put16(bytes, at + 4, gsoSize);
    put16(bytes, at + 6, checksumStart);
    put16(bytes, at + 8, checksumOffset);
  }

  /** True if the checksum is still to be made. */
  public static boolean needsChecksum(ByteBuffer bytes, int at) {
    return (bytes.get(at) & NEEDS_CSUM) != 0;
  }

  /** The GSO type, perhaps with {@link #GSO_ECN}. */
  public static int gsoType(ByteBuffer bytes, int at) {
    return bytes.get(at + 1) & 0xff;
  }

  /** Length of the headers; a hint of the kernel that must not be relied on. */
  public static int headerLength(ByteBuffer bytes, int at) {
    return get16(bytes, at + 2);
  }

  /** Payload bytes of each segment but the last. */
  public static int gsoSize(ByteBuffer bytes, int at) {
    return get16(bytes, at + 4);
  }

  /** Where the checksum starts to be summed up. */
  public static int checksumStart(ByteBuffer bytes, int at) {
    return get16(bytes, at + 6);
  }

  /** Where it is stored, counted from {@link #checksumStart}. */
  public static int checksumOffset(ByteBuffer bytes, int at) {
    return get16(bytes, at + 8);
  }

  private static int get16(ByteBuffer bytes, int at) {
    return Short.reverseBytes(bytes.getShort(at)) & 0xffff;
  }

  private static void put16(ByteBuffer bytes, int at, int value) {
    bytes.putShort(at, Short.reverseBytes((short) value));
  }
}
