package io.omniedge.tun.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Reads the body of a message: first the fields of its fixed header, then attribute by attribute.
 *
 * <p>A read past the end, an impossible attribute length or a value of the wrong size gives zero
 * and sets {@link #malformed()} for good; the decoder asks once, at its end. Nothing is thrown. Not
 * thread-safe.
 */
final class AttributeReader {
  private static final byte[] NONE = {};

  private final ByteBuffer block;
  private final int end;
  private int position;
  private int type;
  private int valueOffset;
  private int valueLength;
  private boolean malformed;

  /** Over {@code block[from .. end)}, which the caller has checked to lie inside the block. */
  AttributeReader(ByteBuffer block, int from, int end) {
    this.block = block;
    this.position = from;
    this.end = end;
  }

  // The fixed header.

  int u8() {
    return has(1) ? block.get(position++) & 0xff : 0;
  }

  int u16() {
    return has(2) ? block.getShort((position += 2) - 2) & 0xffff : 0;
  }

  int u32() {
    return has(4) ? block.getInt((position += 4) - 4) : 0;
  }

  void skip(int bytes) {
    if (has(bytes)) {
      position += bytes;
    }
  }

  /** Bytes not yet read. */
  int remaining() {
    return end - position;
  }

  private boolean has(int bytes) {
    // Once malformed, everything reads as zero: no later field may look valid by luck.
    if (malformed || bytes < 0 || end - position < bytes) {
      malformed = true;
      return false;
    }
    return true;
  }

  // The attributes.

  /** Goes to the next attribute; false at the end or when malformed. */
  boolean next() {
    if (malformed || end - position < 4) {
      // One to three bytes at the end are padding, as the kernel itself treats them.
      return false;
    }
    int length = block.getShort(position) & 0xffff;
    if (length < 4 || length > end - position) {
      malformed = true;
      return false;
    }
    type = block.getShort(position + 2) & Uapi.NLA_TYPE_MASK;
    valueOffset = position + 4;
    valueLength = length - 4;
    position += Math.min(end - position, MessageReader.align4(length));
    return true;
  }

  /** The type of the attribute without its flag bits. */
  int type() {
    return type;
  }

  int valueU8() {
    return fits(1) ? block.get(valueOffset) & 0xff : 0;
  }

  int valueU16() {
    return fits(2) ? block.getShort(valueOffset) & 0xffff : 0;
  }

  int valueU32() {
    return fits(4) ? block.getInt(valueOffset) : 0;
  }

  /** The {@code index}-th of an array of 64-bit numbers, 0 when the array is shorter. */
  long valueU64(int index) {
    int at = index * 8;
    return at + 8 <= valueLength ? block.getLong(valueOffset + at) : 0;
  }

  /** Text up to the first zero byte or the end. */
  String valueText() {
    byte[] raw = valueBytes(0);
    int length = 0;
    while (length < raw.length && raw[length] != 0) {
      length++;
    }
    return new String(raw, 0, length, StandardCharsets.UTF_8);
  }

  /** An address of this family; its zero address when the size is wrong. */
  InetAddress valueAddress(AddressFamily family) {
    return addressAfter(0, family);
  }

  /** As {@link #valueAddress}, {@code skip} bytes into the value. */
  InetAddress addressAfter(int skip, AddressFamily family) {
    InetAddress zero = family.everything().address();
    byte[] raw = valueBytes(skip);
    if (raw.length != zero.getAddress().length) {
      malformed = true;
      return zero;
    }
    return AddressFamily.address(raw);
  }

  /** The value as attributes of its own. */
  AttributeReader nested() {
    return new AttributeReader(block, valueOffset, valueOffset + valueLength);
  }

  private byte[] valueBytes(int skip) {
    if (!fits(skip)) {
      return NONE;
    }
    byte[] raw = new byte[valueLength - skip];
    block.get(valueOffset + skip, raw);
    return raw;
  }

  private boolean fits(int bytes) {
    malformed |= valueLength < bytes;
    return !malformed;
  }

  /** True once anything read did not fit. */
  boolean malformed() {
    return malformed;
  }
}
