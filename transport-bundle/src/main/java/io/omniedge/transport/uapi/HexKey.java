package io.omniedge.transport.uapi;

import java.util.Arrays;

/**
 * The 64 hexadecimal digits of a 32-byte key. Neither branches nor indexes by the digits, since
 * they may be a private key.
 */
final class HexKey {
  static final int BYTES = 32;

  private HexKey() {}

  /** True if {@code text[from .. to)} is a key, which then stands in {@code key}. */
  static boolean decode(byte[] text, int from, int to, byte[] key) {
    if (to - from != 2 * BYTES) {
      return false;
    }
    int bad = 0;
    for (int i = 0; i < BYTES; i++) {
      int high = nibble(text[from + 2 * i]);
      int low = nibble(text[from + 2 * i + 1]);
      bad |= high | low;
      key[i] = (byte) (high << 4 | (low & 0xf));
    }
    if (bad < 0) {
      Arrays.fill(key, (byte) 0);
    }
    return bad >= 0;
  }

  /** The value of a digit in either case, or a negative number. */
  private static int nibble(int c) {
    int value = -1;
    value += within(c, '0', '9') & (c - '0' + 1);
    value += within(c, 'a', 'f') & (c - 'a' + 11);
    value += within(c, 'A', 'F') & (c - 'A' + 11);
    return value;
  }

  /** All ones if {@code low <= c <= high}, else zero. */
  private static int within(int c, int low, int high) {
    return ~((c - low | high - c) >> 31);
  }

  /** The digit of 0 to 15 in lower case. */
  static byte digit(int nibble) {
    return (byte) ('0' + nibble + (((9 - nibble) >> 31) & ('a' - '0' - 10)));
  }
}
