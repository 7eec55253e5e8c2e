package io.omniedge.tun.linux.netlink;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Walks the messages of one received block. Any bytes are normal input: what is no message ends the
 * walk with {@link #malformed()} true. Not thread-safe.
 */
final class MessageReader {
  private final ByteBuffer block;
  private final int end;
  private int offset;
  private int next;
  private boolean malformed;

  /** Over {@code block[0 .. length)}. */
  MessageReader(ByteBuffer block, int length) {
    this.block = block.duplicate().order(ByteOrder.nativeOrder()).clear();
    this.end = Math.min(length, this.block.limit());
  }

  /** Goes to the next (first the first) message; false at the end or when malformed. */
  boolean next() {
    if (malformed || next >= end) {
      return false;
    }
    int left = end - next;
    int length = left < Uapi.NLMSG_HEADER_BYTES ? -1 : block.getInt(next);
    if (length < Uapi.NLMSG_HEADER_BYTES || length > left) {
      malformed = true;
      return false;
    }
    offset = next;
    next += Math.min(left, align4(length));
    return true;
  }

  /** True once the walk met bytes that are no message. */
  boolean malformed() {
    return malformed;
  }

  int type() {
    return block.getShort(offset + 4) & 0xffff;
  }

  int flags() {
    return block.getShort(offset + 6) & 0xffff;
  }

  int sequence() {
    return block.getInt(offset + 8);
  }

  /** What follows the message header. */
  AttributeReader body() {
    return new AttributeReader(
        block, offset + Uapi.NLMSG_HEADER_BYTES, offset + block.getInt(offset));
  }

  static int align4(int length) {
    return (length + 3) & ~3;
  }
}
