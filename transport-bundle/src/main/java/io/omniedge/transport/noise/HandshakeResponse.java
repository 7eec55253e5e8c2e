package io.omniedge.transport.noise;

/**
 * Where the fields of the second message lie [WG 5.4.3].
 *
 * <pre>
 *    0 | type 2  | reserved 0 (3) |
 *    4 | sender index             |
 *    8 | receiver index           |
 *   12 | ephemeral (32)           |
 *   44 | nothing (0 + tag 16)     |
 *   60 | mac1 (16)                |
 *   76 | mac2 (16)                |
 * </pre>
 */
final class HandshakeResponse {
  static final int SENDER = 4;
  static final int RECEIVER = 8;
  static final int EPHEMERAL = 12;
  static final int NOTHING = 44;
  static final int MAC1 = 60;
  static final int BYTES = 92;

  private HandshakeResponse() {}
}
