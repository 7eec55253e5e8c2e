package io.omniedge.transport.crypto;

import java.util.Arrays;
import java.util.Base64;

/**
 * A Curve25519 public key: 32 bytes, written in base64 (44 characters) as WireGuard does.
 * Immutable.
 */
public final class PublicKey {
  /** Length in bytes. */
  public static final int BYTES = 32;

  private final byte[] bytes;

  private PublicKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /** Copies 32 bytes. */
  public static PublicKey copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a public key has 32 bytes, not " + bytes.length);
    }
    return new PublicKey(bytes.clone());
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PublicKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** Base64, 44 characters. */
  @Override
  public String toString() {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
