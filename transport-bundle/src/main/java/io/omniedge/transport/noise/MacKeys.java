package io.omniedge.transport.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;

/**
 * The keys of mac1 and of cookie replies for messages to one public key [WG 5.4.4, 5.4.7]. Not
 * secret: whoever knows the public key can compute them. Immutable, any thread.
 */
public final class MacKeys {
  private static final byte[] LABEL_MAC1 = "mac1----".getBytes(US_ASCII);
  private static final byte[] LABEL_COOKIE = "cookie--".getBytes(US_ASCII);

  private final byte[] mac1Key = new byte[Blake2s.HASH_BYTES];
  private final Secret cookieKey;

  MacKeys(Blake2s blake2s, PublicKey receiver) {
    // Hash(Label-Mac1 ‖ S_pub_m)
    blake2s.hash(mac1Key, LABEL_MAC1, receiver.bytes());
    // Hash(Label-Cookie ‖ S_pub_m)
    byte[] cookie = new byte[Blake2s.HASH_BYTES];
    blake2s.hash(cookie, LABEL_COOKIE, receiver.bytes());
    cookieKey = Secret.copyOf(cookie);
  }

  /** 32 bytes, to be read only. */
  byte[] mac1Key() {
    return mac1Key;
  }

  Secret cookieKey() {
    return cookieKey;
  }
}
