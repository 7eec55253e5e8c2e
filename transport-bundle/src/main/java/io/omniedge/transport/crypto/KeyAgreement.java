package io.omniedge.transport.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * X25519 (RFC 7748). Any thread may use an instance; calls on one instance may wait for each other.
 */
public interface KeyAgreement {
  /** Length of the shared secret, in bytes. */
  int SHARED_BYTES = 32;

  /** The provider's name as shown in the status, for instance {@code "openssl-ffm"}. */
  String name();

  /** The public key that belongs to a private key; the private key need not be clamped. */
  PublicKey publicKey(Secret privateKey);

  /**
   * Computes the shared secret.
   *
   * @param shared receives 32 bytes; the caller clears it after use
   * @return false when the peer's key is a point of low order, so the result would be all zeros
   *     [RFC 7748 §6.1]; {@code shared} is then zero and must not be used
   */
  boolean agree(Secret privateKey, PublicKey peer, byte[] shared);

  /** A new private key from the system's secure random source, clamped. */
  default Secret generate() {
    byte[] bytes = new byte[Secret.BYTES];
    try {
      new SecureRandom().nextBytes(bytes);
      clamp(bytes);
      return Secret.copyOf(bytes);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  /** Turns 32 random bytes into a private key, in place [RFC 7748 §5]. */
  static void clamp(byte[] scalar) {
    scalar[0] &= (byte) 0xf8;
    scalar[31] = (byte) ((scalar[31] & 0x7f) | 0x40);
  }
}
