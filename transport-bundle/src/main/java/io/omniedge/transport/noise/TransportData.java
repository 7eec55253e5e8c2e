package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.Aead;

/**
 * Where the fields of a data message lie [WG 5.4.6].
 *
 * <pre>
 *    0 | type 4  | reserved 0 (3)  |
 *    4 | receiver index            |
 *    8 | counter (8)               |
 *   16 | packet (n·16) and tag (16) |
 * </pre>
 */
public final class TransportData {
  /** Offset of the receiver index. */
  public static final int RECEIVER = 4;

  /** Offset of the counter. */
  public static final int COUNTER = 8;

  /** Offset of the sealed packet: the length of the header. */
  public static final int PACKET = 16;

  /** What a data message is longer than its packet, padding aside. */
  public static final int OVERHEAD = PACKET + Aead.TAG_BYTES;

  /** The shortest message: a keepalive. */
  public static final int MIN_BYTES = OVERHEAD;

  private TransportData() {}

  /** Length of a packet with its padding to a multiple of 16 that does not pass the MTU. */
  public static int paddedLength(int length, int mtu) {
    // A packet over the MTU (a superpacket, or an MTU just lowered) is padded by its last part.
    int lastUnit = length > mtu && mtu > 0 ? length % mtu : length;
    int padded = (lastUnit + 15) & ~15;
    return length - lastUnit + (mtu > 0 ? Math.min(padded, mtu) : padded);
  }
}
