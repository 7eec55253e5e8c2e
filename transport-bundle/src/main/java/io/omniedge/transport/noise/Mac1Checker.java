package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.tun.NativeBuffer;

/**
 * The first look at a handshake message: does the sender know our public key? Allocates nothing;
 * belongs to one thread.
 */
public final class Mac1Checker {
  private final Blake2s blake2s;

  /** Uses an instance of the calling thread. */
  public Mac1Checker(Blake2s blake2s) {
    this.blake2s = blake2s;
  }

  /** For an initiation or response of the right length at {@code datagram[offset ..)}. */
  public boolean valid(MacKeys keys, MessageType type, NativeBuffer datagram, int offset) {
    // msg.mac1 = Mac(Hash(Label-Mac1 ‖ S_pub_m'), msg_α)
    return blake2s.macFollows(keys.mac1Key(), datagram, offset, mac1Offset(type));
  }

  static int mac1Offset(MessageType type) {
    return type == MessageType.INITIATION ? HandshakeInitiation.MAC1 : HandshakeResponse.MAC1;
  }

  /** The index a response or cookie reply at {@code datagram[offset ..)} is addressed to. */
  public static int receiverIndex(MessageType type, NativeBuffer datagram, int offset) {
    int field = type == MessageType.RESPONSE ? HandshakeResponse.RECEIVER : CookieReply.RECEIVER;
    return Integer.reverseBytes(datagram.bytes().getInt(offset + field));
  }

  /** The same for a message in an array. */
  public static int receiverIndex(MessageType type, byte[] message) {
    int field = type == MessageType.RESPONSE ? HandshakeResponse.RECEIVER : CookieReply.RECEIVER;
    return LittleEndian.getInt(message, field);
  }
}
