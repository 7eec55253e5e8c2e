package io.omniedge.tun.packet;

import java.nio.ByteBuffer;

/**
 * Offsets and fields of the TCP header [RFC 9293 §3.1].
 *
 * <pre>
 *   0 source port  2 destination port
 *   4 sequence number
 *   8 acknowledgment number
 *  12 data offset, reserved  13 flags  14 window
 *  16 checksum  18 urgent pointer
 *  20 options
 * </pre>
 */
final class TcpHeader {
  static final int BYTES = 20;
  static final int SEQUENCE = 4;
  static final int ACKNOWLEDGMENT = 8;
  static final int DATA_OFFSET = 12;
  static final int FLAGS = 13;
  static final int WINDOW = 14;
  static final int CHECKSUM = 16;
  static final int URGENT = 18;

  static final int FIN = 0x01;
  static final int PSH = 0x08;
  static final int ACK = 0x10;
  static final int CWR = 0x80;

  private TcpHeader() {}

  /** Header length with options in bytes, 0 to 60, unchecked. */
  static int headerLength(ByteBuffer bytes, int at) {
    return (bytes.get(at + DATA_OFFSET) & 0xf0) >>> 2;
  }
}
