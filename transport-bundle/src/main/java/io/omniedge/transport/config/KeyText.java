package io.omniedge.transport.config;

import io.omniedge.transport.config.ConfigException.Reason;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * The 44 base64 characters of a 32-byte key. Only the canonical form is taken: one padding
 * character, and zero in the two bits that 43 characters carry beyond 256.
 *
 * <p>Decoding neither branches nor indexes by the characters, since they may be a private key.
 */
final class KeyText {
  static final int CHARS = 44;
  private static final int BYTES = 32;

  private KeyText() {}

  /** Why {@code text[from .. to)} is not a key, or null if it is one and stands in {@code key}. */
  static @Nullable Reason decode(byte[] text, int from, int to, byte[] key) {
    if (to - from != CHARS) {
      return Reason.KEY_LENGTH;
    }
    int bad = text[to - 1] ^ '=';
    int bits = 0;
    int bitCount = 0;
    int at = 0;
    for (int i = from; i < to - 1; i++) {
      int sextet = sextet(text[i]);
      bad |= sextet >> 31;
      bits = bits << 6 | (sextet & 0x3f);
      bitCount += 6;
      if (bitCount >= 8) {
        bitCount -= 8;
        key[at++] = (byte) (bits >> bitCount);
      }
    }
    bad |= bits & 0b11;
    if (bad != 0) {
      Arrays.fill(key, (byte) 0);
      return Reason.KEY_ENCODING;
    }
    return null;
  }

  /** The value of a base64 character, or a negative number. */
  private static int sextet(int c) {
    int value = -1;
    value += within(c, 'A', 'Z') & (c - 'A' + 1);
    value += within(c, 'a', 'z') & (c - 'a' + 27);
    value += within(c, '0', '9') & (c - '0' + 53);
    value += within(c, '+', '+') & 63;
    value += within(c, '/', '/') & 64;
    return value;
  }

  /** All ones if {@code low <= c <= high}, else zero. */
  private static int within(int c, int low, int high) {
    return ~((c - low | high - c) >> 31);
  }

  /** The 44 characters of 32 bytes. */
  static byte[] encode(byte[] key) {
    if (key.length != BYTES) {
      throw new IllegalArgumentException("a key has 32 bytes, not " + key.length);
    }
    return Base64.getEncoder().encode(key);
  }
}
