package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.XChaCha20Poly1305;
import io.omniedge.tun.Endpoint;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/**
 * The side that is under load [WG 5.3]: checks mac1 and mac2 of messages to us, and answers with
 * cookies that prove the source address. Control thread only.
 */
public final class CookieChecker {
  /** The secret behind the cookies changes this often, and so does every cookie [WG 5.4.7]. */
  static final long SECRET_LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(120);

  private final HandshakeCrypto crypto;
  private final RandomGenerator random;
  private final XChaCha20Poly1305 xaead;
  private final byte[] secret = new byte[32];
  private boolean hasSecret;
  private long secretBornNanos;

  /** The random generator must be fit for secrets. */
  public CookieChecker(HandshakeCrypto crypto, RandomGenerator random) {
    this.crypto = crypto;
    this.random = random;
    this.xaead = new XChaCha20Poly1305(crypto.aead());
  }

  /** Whether the sender knows our public key. */
  public boolean mac1Valid(MacKeys keys, MessageType type, byte[] message) {
    int at = Mac1Checker.mac1Offset(type);
    return macAt(at, mac(keys.mac1Key(), message, at), message);
  }

  /** Whether the sender got a cookie of ours, not long ago, at the address it sends from. */
  public boolean mac2Valid(MessageType type, byte[] message, Endpoint source, long now) {
    if (!hasSecret || now - secretBornNanos >= SECRET_LIFETIME_NANOS) {
      return false;
    }
    // msg.mac2 = Mac(τ, msg_β)
    int at = Mac1Checker.mac1Offset(type) + Blake2s.MAC_BYTES;
    return macAt(at, mac(cookie(source), message, at), message);
  }

  /** The cookie reply to an initiation or response with a valid mac1. */
  public byte[] reply(MacKeys keys, MessageType type, byte[] message, Endpoint source, long now) {
    if (!hasSecret || now - secretBornNanos >= SECRET_LIFETIME_NANOS) {
      // R_m, changed every two minutes
      random.nextBytes(secret);
      secretBornNanos = now;
      hasSecret = true;
    }
    byte[] reply = new byte[CookieReply.BYTES];
    reply[0] = 3;
    // msg.receiver := I_m'; the sender index of both messages is at the same place
    LittleEndian.putInt(
        reply, CookieReply.RECEIVER, LittleEndian.getInt(message, HandshakeInitiation.SENDER));
    byte[] nonce = new byte[XChaCha20Poly1305.NONCE_BYTES];
    random.nextBytes(nonce);
    System.arraycopy(nonce, 0, reply, CookieReply.NONCE, nonce.length);
    // msg.cookie := Xaead(Hash(Label-Cookie ‖ S_pub_m), msg.nonce, τ, M.mac1)
    byte[] sealed = xaead.seal(keys.cookieKey(), nonce, cookie(source), mac1(type, message));
    System.arraycopy(sealed, 0, reply, CookieReply.COOKIE, sealed.length);
    return reply;
  }

  /** τ := Mac(R_m, A_m'), the address being source address and port. */
  private byte[] cookie(Endpoint source) {
    byte[] address =
        ByteBuffer.allocate(18)
            .putLong(source.addressHigh())
            .putLong(source.addressLow())
            .putShort((short) source.port())
            .array();
    return mac(secret, address, address.length);
  }

  private byte[] mac(byte[] key, byte[] input, int length) {
    byte[] out = new byte[Blake2s.MAC_BYTES];
    crypto.blake2s().mac(out, key, input, 0, length);
    return out;
  }

  private static byte[] mac1(MessageType type, byte[] message) {
    int at = Mac1Checker.mac1Offset(type);
    return Arrays.copyOfRange(message, at, at + Blake2s.MAC_BYTES);
  }

  private static boolean macAt(int at, byte[] mac, byte[] message) {
    return MessageDigest.isEqual(mac, Arrays.copyOfRange(message, at, at + mac.length));
  }
}
