package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.XChaCha20Poly1305;
import io.omniedge.transport.session.Drop;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The side that talks to one under load: puts mac1 and mac2 on messages to one peer, and keeps the
 * cookie it may answer with [WG 5.4.4]. Control thread only.
 */
public final class CookieGenerator {
  /** Five seconds less than the peer keeps its secret: a message takes time to get there. */
  static final long COOKIE_LIFETIME_NANOS = TimeUnit.SECONDS.toNanos(120 - 5);

  private final HandshakeCrypto crypto;
  private final MacKeys keys;
  private byte @Nullable [] lastMac1;
  private byte @Nullable [] cookie;
  private long cookieBornNanos;

  /** For messages to this peer. */
  public CookieGenerator(HandshakeCrypto crypto, PublicKey peer) {
    this.crypto = crypto;
    this.keys = new MacKeys(crypto.blake2s(), peer);
  }

  /** Fills in both macs of an initiation or response. */
  public void addMacs(MessageType type, byte[] message, long now) {
    int mac1At = Mac1Checker.mac1Offset(type);
    // msg.mac1 := Mac(Hash(Label-Mac1 ‖ S_pub_m'), msg_α)
    byte[] mac = new byte[Blake2s.MAC_BYTES];
    crypto.blake2s().mac(mac, keys.mac1Key(), message, 0, mac1At);
    System.arraycopy(mac, 0, message, mac1At, mac.length);
    lastMac1 = mac;
    byte[] fresh = cookie;
    if (fresh == null || now - cookieBornNanos >= COOKIE_LIFETIME_NANOS) {
      cookie = null; // msg.mac2 := 0^16
      return;
    }
    // msg.mac2 := Mac(L_m, msg_β)
    byte[] mac2 = new byte[Blake2s.MAC_BYTES];
    int mac2At = mac1At + Blake2s.MAC_BYTES;
    crypto.blake2s().mac(mac2, fresh, message, 0, mac2At);
    System.arraycopy(mac2, 0, message, mac2At, mac2.length);
  }

  /**
   * Keeps the cookie for the next message; the message it answers is not sent again, its timer does
   * that. Null when the reply was good.
   */
  public @Nullable Drop readReply(byte[] reply, long now) {
    byte[] mac1 = lastMac1;
    if (mac1 == null) {
      return Drop.COOKIE_UNEXPECTED;
    }
    byte[] nonce = Arrays.copyOfRange(reply, CookieReply.NONCE, CookieReply.COOKIE);
    byte[] sealed = Arrays.copyOfRange(reply, CookieReply.COOKIE, CookieReply.BYTES);
    // τ = Xaead(Hash(Label-Cookie ‖ S_pub_m), msg.nonce, msg.cookie, M.mac1)
    byte[] opened =
        new XChaCha20Poly1305(crypto.aead()).open(keys.cookieKey(), nonce, sealed, mac1);
    if (opened == null) {
      return Drop.COOKIE_FORGED;
    }
    cookie = opened;
    cookieBornNanos = now;
    lastMac1 = null; // one reply to one message
    return null;
  }
}
