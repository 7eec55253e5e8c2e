package io.omniedge.tun.linux.netlink;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Messages written down as hexadecimal digits, spaces as the reader likes; low byte first. */
final class Bytes {
  private Bytes() {}

  static byte[] of(String... hex) {
    return HexFormat.of().parseHex(String.join("", hex).replace(" ", ""));
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  /** What the first message in these bytes says. */
  static Reply decode(String... hex) {
    MessageReader reader = new MessageReader(ByteBuffer.wrap(of(hex)), of(hex).length);
    if (!reader.next()) {
      throw new AssertionError("no message");
    }
    return ReplyDecoder.decode(reader);
  }
}
