package io.omniedge.transport.crypto;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) for cookies: 24-byte random nonces.
 *
 * <p>HChaCha20 turns the key and the first 16 nonce bytes into a subkey; what remains is
 * ChaCha20-Poly1305 with four zero bytes and the last 8 nonce bytes as its nonce, which is just how
 * {@link Aead} lays out a counter. An instance belongs to the thread of its {@link Aead}.
 */
public final class XChaCha20Poly1305 {
  /** Length of a nonce, in bytes. */
  public static final int NONCE_BYTES = 24;

  private static final int COUNTER_OFFSET = 16;

  private final Aead aead;

  /** Uses, but does not close, an AEAD of the calling thread. */
  public XChaCha20Poly1305(Aead aead) {
    this.aead = aead;
  }

  /** Returns ciphertext and tag. */
  public byte[] seal(Secret key, byte[] nonce, byte[] plaintext, byte[] additionalData) {
    requireNonce(nonce);
    Secret subkey = hChaCha20(key, nonce);
    try {
      return aead.seal(subkey, counter(nonce), plaintext, additionalData);
    } finally {
      subkey.wipe();
    }
  }

  /** Returns the plaintext, or null when the tag does not verify. */
  public byte @Nullable [] open(
      Secret key, byte[] nonce, byte[] ciphertext, byte[] additionalData) {
    requireNonce(nonce);
    Secret subkey = hChaCha20(key, nonce);
    try {
      return aead.open(subkey, counter(nonce), ciphertext, additionalData);
    } finally {
      subkey.wipe();
    }
  }

  private static void requireNonce(byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("an XChaCha20 nonce has 24 bytes, not " + nonce.length);
    }
  }

  private static long counter(byte[] nonce) {
    return ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).getLong(COUNTER_OFFSET);
  }

  /** The subkey for a key and the first 16 bytes of a nonce [draft §2.2]. */
  static Secret hChaCha20(Secret key, byte[] nonce) {
    int[] x = new int[16];
    byte[] subkey = new byte[Secret.BYTES];
    try {
      x[0] = 0x61707865; // "expand 32-byte k"
      x[1] = 0x3320646e;
      x[2] = 0x79622d32;
      x[3] = 0x6b206574;
      ByteBuffer.wrap(key.exposeBytes()).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x, 4, 8);
      ByteBuffer.wrap(nonce).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(x, 12, 4);
      for (int round = 0; round < 20; round += 2) {
        for (int i = 0; i < 4; i++) { // columns
          quarterRound(x, i, 4 + i, 8 + i, 12 + i);
        }
        for (int i = 0; i < 4; i++) { // diagonals
          quarterRound(x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
        }
      }
      ByteBuffer.wrap(subkey)
          .order(ByteOrder.LITTLE_ENDIAN)
          .asIntBuffer()
          .put(x, 0, 4)
          .put(x, 12, 4);
      return Secret.copyOf(subkey);
    } finally {
      Arrays.fill(x, 0);
      Arrays.fill(subkey, (byte) 0);
    }
  }

  private static void quarterRound(int[] x, int a, int b, int c, int d) {
    x[a] += x[b];
    x[d] = Integer.rotateLeft(x[d] ^ x[a], 16);
    x[c] += x[d];
    x[b] = Integer.rotateLeft(x[b] ^ x[c], 12);
    x[a] += x[b];
    x[d] = Integer.rotateLeft(x[d] ^ x[a], 8);
    x[c] += x[d];
    x[b] = Integer.rotateLeft(x[b] ^ x[c], 7);
  }
}
