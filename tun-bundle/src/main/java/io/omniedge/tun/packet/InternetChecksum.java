package io.omniedge.tun.packet;

import java.nio.ByteBuffer;

/**
 * The ones' complement sum of [RFC 1071], over a <em>little-endian</em> view of the memory.
 *
 * <p>The sum does not depend on the byte order it is made in, apart from one swap at the end [RFC
 * 1071 §2 (B)], so no word is swapped on the way. Stateless.
 */
public final class InternetChecksum {
  private static final long LOW_32 = 0xffff_ffffL;

  private InternetChecksum() {}

  /**
   * The folded sum of {@code bytes[from .. from+length)}, an odd last byte padded with zero.
   *
   * @param littleEndian a view with {@link java.nio.ByteOrder#LITTLE_ENDIAN}
   * @return 0 to 0xffff in network byte order, not complemented
   */
  public static int sum(ByteBuffer littleEndian, int from, int length) {
    int end = from + length;
    int i = from;
    long sum = 0;
    // The plainest loop is the best one. C2 of Java 25 makes vectors of it: 30 to 60 ns for 1,420
    // bytes (Java 17 does not: 85 to 95 ns). Longs unrolled by hand took 50 to 110 ns, and over a
    // VarHandle up to 1,500 ns once the profile had been made by short packets.
    for (; i <= end - 4; i += 4) {
      sum += littleEndian.getInt(i) & LOW_32;
    }
    if (i <= end - 2) {
      sum += littleEndian.getShort(i) & 0xffff;
      i += 2;
    }
    if (i < end) {
      sum += littleEndian.get(i) & 0xff;
    }
    int folded = fold(sum);
    return (folded & 0xff) << 8 | folded >>> 8;
  }

  /**
   * Folds a sum of 16-bit words with end-around carries; a positive sum never becomes 0.
   *
   * @param sum not negative
   * @return 0 to 0xffff
   */
  public static int fold(long sum) {
    long s = (sum & LOW_32) + (sum >>> 32);
    s = (s & 0xffff) + (s >>> 16);
    s = (s & 0xffff) + (s >>> 16);
    return (int) ((s & 0xffff) + (s >>> 16));
  }

  /** What to add to a sum to take a 16-bit word out of it again. */
  static int without(int word) {
    return ~word & 0xffff;
  }
}
