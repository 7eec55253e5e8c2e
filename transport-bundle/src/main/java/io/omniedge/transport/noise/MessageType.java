package io.omniedge.transport.noise;

import org.jspecify.annotations.Nullable;

/**
 * The four messages [WG 5.4]. Each starts with its type and three zero bytes; all integers are
 * little-endian.
 */
public enum MessageType {
  /** First message of a handshake. */
  INITIATION(1, HandshakeInitiation.BYTES),
  /** Its answer. */
  RESPONSE(2, HandshakeResponse.BYTES),
  /** The answer to either while under load. */
  COOKIE_REPLY(3, CookieReply.BYTES),
  /** A sealed packet; a tag at least. */
  DATA(4, TransportData.MIN_BYTES);

  private static final MessageType[] ALL = values();

  private final int word;
  private final int bytes;

  MessageType(int type, int bytes) {
    this.word = type << 24;
    this.bytes = bytes;
  }

  /** Type and reserved bytes, read as a big-endian integer. */
  public int word() {
    return word;
  }

  /** The exact length, for {@link #DATA} the least. */
  public int bytes() {
    return bytes;
  }

  /**
   * The type of a datagram, or null if it is no WireGuard message by its first four bytes (as a
   * big-endian integer) and its length.
   */
  public static @Nullable MessageType of(int firstWord, int length) {
    int type = firstWord >>> 24;
    if (type < 1 || type > ALL.length) {
      return null;
    }
    MessageType message = ALL[type - 1];
    boolean fits = message == DATA ? length >= message.bytes : length == message.bytes;
    return fits && message.word == firstWord ? message : null;
  }
}
