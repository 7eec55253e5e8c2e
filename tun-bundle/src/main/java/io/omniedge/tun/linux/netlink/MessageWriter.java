package io.omniedge.tun.linux.netlink;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds one request in native byte order. Not thread-safe.
 *
 * <pre>
 *  0               2               4
 *  +-------------------------------+
 *  |        message length         |
 *  +---------------+---------------+
 *  |     type      |     flags     |
 *  +---------------+---------------+
 *  |        sequence number        |
 *  +-------------------------------+
 *  |     port id (0 = kernel)      |
 *  +-------------------------------+
 *  |  header of the family, then attributes:
 *  +---------------+---------------+
 *  | length (4+n)  |     type      |
 *  +---------------+---------------+
 *  | n bytes, zeros to the next multiple of four
 * </pre>
 */
final class MessageWriter {
  // Our largest request is a rule with two IPv6 prefixes, below 140 bytes.
  static final int CAPACITY = 512;

  private final ByteBuffer bytes = ByteBuffer.allocate(CAPACITY).order(ByteOrder.nativeOrder());

  /** Starts a request of this RTM_ type; NLM_F_REQUEST is added to the flags. */
  MessageWriter(int type, int flags) {
    bytes.putInt(0).putShort((short) type).putShort((short) (flags | Uapi.NLM_F_REQUEST));
    bytes.putInt(0).putInt(0);
  }

  MessageWriter u8(int value) {
    bytes.put((byte) value);
    return this;
  }

  MessageWriter u16(int value) {
    bytes.putShort((short) value);
    return this;
  }

  MessageWriter u32(int value) {
    bytes.putInt(value);
    return this;
  }

  MessageWriter attribute(int type, byte[] payload) {
    bytes.putShort((short) (4 + payload.length)).putShort((short) type).put(payload);
    while (bytes.position() % 4 != 0) {
      bytes.put((byte) 0);
    }
    return this;
  }

  MessageWriter attributeU8(int type, int value) {
    return attribute(type, new byte[] {(byte) value});
  }

  MessageWriter attributeU32(int type, int value) {
    bytes.putShort((short) 8).putShort((short) type).putInt(value);
    return this;
  }

  MessageWriter attributeU64(int type, long value) {
    bytes.putShort((short) 12).putShort((short) type).putLong(value);
    return this;
  }

  /** Starts an attribute of what follows; ended with the number returned. */
  int begin(int type) {
    int at = bytes.position();
    bytes.putShort((short) 0).putShort((short) type);
    return at;
  }

  /** Ends the attribute that {@link #begin} started at this number. */
  MessageWriter end(int at) {
    bytes.putShort(at, (short) (bytes.position() - at));
    return this;
  }

  MessageWriter attribute(int type, InetAddress address) {
    return attribute(type, address.getAddress());
  }

  /** A string with its terminating zero. */
  MessageWriter attribute(int type, String text) {
    return attribute(type, (text + '\0').getBytes(StandardCharsets.UTF_8));
  }

  /** The whole message with its length and this sequence number; may be called again. */
  byte[] finish(int sequence) {
    bytes.putInt(0, bytes.position()).putInt(8, sequence);
    byte[] message = new byte[bytes.position()];
    bytes.get(0, message);
    return message;
  }
}
