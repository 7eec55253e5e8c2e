package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * ChaCha20-Poly1305 (RFC 8439) with WireGuard's nonce: four zero bytes, then the counter as a
 * little-endian 64-bit integer.
 *
 * <p>An instance belongs to one thread. It remembers the last key it was given and pays for the key
 * only when that changes, so no session owns native memory. {@link #seal} and {@link #open} do not
 * allocate with the native providers.
 */
public interface Aead extends AutoCloseable {
  /** Length of the authentication tag, in bytes. */
  int TAG_BYTES = 16;

  /** The provider's name as shown in the status, for instance {@code "openssl-ffm"}. */
  String name();

  /**
   * Seals without additional data. A key seals each counter once: some providers refuse a pair of
   * key and counter that they have just used.
   *
   * <p>{@code target[targetOffset .. +length+16)} becomes ciphertext and tag.
   *
   * @param length bytes of plaintext, 0 allowed; source and target ranges must not overlap
   */
  void seal(
      Secret key,
      long counter,
      NativeBuffer source,
      int sourceOffset,
      int length,
      NativeBuffer target,
      int targetOffset);

  /**
   * Opens in place without additional data: {@code buffer[offset .. +length-16)} becomes plaintext.
   *
   * @param length bytes of ciphertext and tag, at least 16
   * @return false when the tag does not verify; the bytes are then undefined and must not be used
   */
  boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length);

  /**
   * Seals a short message with additional data, for handshakes; allocates the result (plaintext
   * length + 16).
   */
  byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData);

  /** Opens a short message with additional data, or returns null when the tag does not verify. */
  byte @Nullable [] open(Secret key, long counter, byte[] ciphertext, byte[] additionalData);

  /** Frees native contexts and wipes the remembered key. */
  @Override
  void close();
}
