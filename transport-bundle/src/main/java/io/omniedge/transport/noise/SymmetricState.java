package io.omniedge.transport.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.session.Session;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of a handshake compute alike: the chaining key C, the hash H and the key κ of the
 * paper [WG 5.4.2]. Control thread only; wiped after use.
 */
final class SymmetricState {
  private static final byte[] CONSTRUCTION =
      "Noise_IKpsk2_25519_ChaChaPoly_BLAKE2s".getBytes(US_ASCII);
  private static final byte[] IDENTIFIER = "WireGuard v1 zx2c4 Jason@zx2c4.com".getBytes(US_ASCII);
  private static final byte[] EPSILON = {};

  private final HandshakeCrypto crypto;
  private final byte[] chainingKey = new byte[Blake2s.HASH_BYTES];
  private final byte[] hash = new byte[Blake2s.HASH_BYTES];
  private final byte[] key = new byte[Secret.BYTES];

  /** The state before the first message to this responder. */
  SymmetricState(HandshakeCrypto crypto, PublicKey responder) {
    this.crypto = crypto;
    // C := Hash(Construction)
    crypto.blake2s().hash(chainingKey, CONSTRUCTION);
    // H := Hash(C ‖ Identifier)
    crypto.blake2s().hash(hash, chainingKey, IDENTIFIER);
    // H := Hash(H ‖ S_pub_r)
    mixHash(responder.bytes());
  }

  private SymmetricState(SymmetricState other) {
    this.crypto = other.crypto;
    System.arraycopy(other.chainingKey, 0, chainingKey, 0, chainingKey.length);
    System.arraycopy(other.hash, 0, hash, 0, hash.length);
    System.arraycopy(other.key, 0, key, 0, key.length);
  }

  /** An independent copy, so that a forged message can spoil only that. */
  SymmetricState copy() {
    return new SymmetricState(this);
  }

  /** C := Kdf1(C, E_pub); H := Hash(H ‖ E_pub). */
  void mixEphemeral(PublicKey ephemeral) {
    byte[] bytes = ephemeral.bytes();
    crypto.blake2s().kdf1(chainingKey, chainingKey, bytes);
    mixHash(bytes);
  }

  /** (C, κ) := Kdf2(C, DH(own, other)); false for a point of low order. */
  boolean mixAgreement(Secret own, PublicKey other) {
    byte[] shared = new byte[Secret.BYTES];
    try {
      if (!crypto.x25519().agree(own, other, shared)) {
        return false;
      }
      crypto.blake2s().kdf2(chainingKey, key, chainingKey, shared);
      return true;
    } finally {
      Arrays.fill(shared, (byte) 0);
    }
  }

  /** (C, κ) := Kdf2(C, shared), for the agreement of both static keys, computed beforehand. */
  void mixShared(Secret shared) {
    crypto.blake2s().kdf2(chainingKey, key, chainingKey, shared.exposeBytes());
  }

  /** (C, τ, κ) := Kdf3(C, Q); H := Hash(H ‖ τ). */
  void mixPresharedKey(Secret presharedKey) {
    byte[] tau = new byte[Blake2s.HASH_BYTES];
    crypto.blake2s().kdf3(chainingKey, tau, key, chainingKey, presharedKey.exposeBytes());
    mixHash(tau);
    Arrays.fill(tau, (byte) 0);
  }

  /** Seals to {@code message[offset ..)}: Aead(κ, 0, plaintext, H); H := Hash(H ‖ ciphertext). */
  void seal(byte[] plaintext, byte[] message, int offset) {
    Secret once = Secret.copyOf(key);
    byte[] ciphertext = crypto.aead().seal(once, 0, plaintext, hash);
    once.wipe();
    mixHash(ciphertext);
    System.arraycopy(ciphertext, 0, message, offset, ciphertext.length);
  }

  /** Opens {@code message[from .. to)}, and H := Hash(H ‖ ciphertext); null if it is forged. */
  byte @Nullable [] open(byte[] message, int from, int to) {
    byte[] ciphertext = Arrays.copyOfRange(message, from, to);
    Secret once = Secret.copyOf(key);
    byte[] plaintext = crypto.aead().open(once, 0, ciphertext, hash);
    once.wipe();
    mixHash(ciphertext);
    return plaintext;
  }

  /**
   * (T_send_i = T_recv_r, T_recv_i = T_send_r) := Kdf2(C, ε) [WG 5.4.5]; this state is then wiped.
   */
  Session split(int localIndex, int remoteIndex, boolean initiator, long now) {
    byte[] first = new byte[Secret.BYTES];
    byte[] second = new byte[Secret.BYTES];
    crypto.blake2s().kdf2(first, second, chainingKey, EPSILON);
    Secret fromInitiator = Secret.copyOf(first);
    Secret fromResponder = Secret.copyOf(second);
    Arrays.fill(first, (byte) 0);
    Arrays.fill(second, (byte) 0);
    wipe();
    return new Session(
        localIndex,
        remoteIndex,
        initiator ? fromInitiator : fromResponder,
        initiator ? fromResponder : fromInitiator,
        now,
        initiator);
  }

  void wipe() {
    Arrays.fill(chainingKey, (byte) 0);
    Arrays.fill(hash, (byte) 0);
    Arrays.fill(key, (byte) 0);
  }

  private void mixHash(byte[] data) {
    crypto.blake2s().hash(hash, hash, data);
  }
}
