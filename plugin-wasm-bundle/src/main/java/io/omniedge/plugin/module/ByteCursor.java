package io.omniedge.plugin.module;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the numbers and names of the binary format from hostile bytes, within an end. */
final class ByteCursor {
  private static final int MAX_NAME_BYTES = 256;

  private final byte[] bytes;
  private final int end;
  private int position;

  ByteCursor(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int position() {
    return position;
  }

  boolean hasMore() {
    return position < end;
  }

  int remaining() {
    return end - position;
  }

  InvalidModuleException wrong(String reason) {
    return new InvalidModuleException(position, reason);
  }

  int u8() throws InvalidModuleException {
    if (position >= end) {
      throw wrong("it ends here in the middle of something");
    }
    return bytes[position++] & 0xff;
  }

  void skip(int count) throws InvalidModuleException {
    if (count < 0 || count > remaining()) {
      throw wrong("it ends before " + Integer.toUnsignedString(count) + " more bytes");
    }
    position += count;
  }

  /** A cursor over the next bytes, which this one passes. */
  ByteCursor slice(int count) throws InvalidModuleException {
    int start = position;
    skip(count);
    return new ByteCursor(bytes, start, position);
  }

  /** An unsigned number of 32 bits [5.2.2]; negative in Java from 2^31 on. */
  int u32() throws InvalidModuleException {
    int value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = u8();
      if (shift == 28 && next > 0x0f) {
        throw wrong("a number is longer than 32 bits");
      }
      value |= (next & 0x7f) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  /** A signed number of at most that many bits. */
  long signed(int bits) throws InvalidModuleException {
    long value = 0;
    int shift = 0;
    while (true) {
      int next = u8();
      value |= (long) (next & 0x7f) << shift;
      shift += 7;
      if (next < 0x80) {
        if (shift < 64 && (next & 0x40) != 0) {
          value |= -1L << shift;
        }
        checkFits(value, next, shift, bits);
        return value;
      }
      if (shift >= bits) {
        throw wrong("a number is longer than " + bits + " bits");
      }
    }
  }

  private void checkFits(long value, int last, int shift, int bits) throws InvalidModuleException {
    boolean fits =
        bits == 64
            // Of ten bytes the last has one bit of value; the others repeat it.
            ? shift <= 63 || last == 0 || last == 0x7f
            : value >= -(1L << (bits - 1)) && value < 1L << (bits - 1);
    if (!fits) {
      throw wrong("a number is longer than " + bits + " bits");
    }
  }

  /** How many of something follow: as each takes a byte, no more than there are bytes. */
  int count(String what, int most) throws InvalidModuleException {
    int start = position;
    int count = u32();
    if (Integer.compareUnsigned(count, remaining()) > 0) {
      throw new InvalidModuleException(
          start,
          "it claims "
              + Integer.toUnsignedString(count)
              + " "
              + what
              + " in "
              + remaining()
              + " bytes");
    }
    if (count > most) {
      throw new InvalidModuleException(
          start, "it has " + count + " " + what + "; at most " + most + " are taken");
    }
    return count;
  }

  String name() throws InvalidModuleException {
    int start = position;
    int length = count("bytes of a name", MAX_NAME_BYTES);
    try {
      String name =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes, position, length))
              .toString();
      skip(length);
      return name;
    } catch (CharacterCodingException e) {
      throw new InvalidModuleException(start, "a name is not UTF-8");
    }
  }
}
