package io.omniedge.transport.noise;

/**
 * Where the fields of the first message lie [WG 5.4.2].
 *
 * <pre>
 *    0 | type 1  | reserved 0 (3) |
 *    4 | sender index             |
 *    8 | ephemeral (32)           |
 *   40 | static (32 + tag 16)     |
 *   88 | timestamp (12 + tag 16)  |
 *  116 | mac1 (16)                |
 *  132 | mac2 (16)                |
 * </pre>
 */
final class HandshakeInitiation {
  static final int SENDER = 4;
  static final int EPHEMERAL = 8;
  static final int STATIC = 40;
  static final int TIMESTAMP = 88;
  static final int MAC1 = 116;
  static final int BYTES = 148;

  private HandshakeInitiation() {}
}
