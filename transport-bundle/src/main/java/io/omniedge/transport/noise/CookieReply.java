package io.omniedge.transport.noise;

/**
 * Where the fields of the cookie reply lie [WG 5.4.7].
 *
 * <pre>
 *    0 | type 3  | reserved 0 (3) |
 *    4 | receiver index           |
 *    8 | nonce (24)               |
 *   32 | cookie (16 + tag 16)     |
 * </pre>
 */
final class CookieReply {
  static final int RECEIVER = 4;
  static final int NONCE = 8;
  static final int COOKIE = 32;
  static final int BYTES = 64;

  private CookieReply() {}
}
