package io.omniedge.transport.crypto;

import java.security.MessageDigest;
import java.util.Arrays;

/**
 * 32 secret bytes: a private key, a preshared key, a session key. Cannot be printed, compares in
 * constant time, and is overwritten by {@link #wipe()}.
 *
 * <p>Thread rule: immutable until wiped; the owner wipes only when no other thread will use it
 * again.
 */
public final class Secret {
  /** Length of every secret, in bytes. */
  public static final int BYTES = 32;

  private final byte[] value;

  private Secret(byte[] value) {
    this.value = value;
  }

  /** Copies 32 bytes; the caller still owns, and should clear, its own array. */
  public static Secret copyOf(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException("a secret has 32 bytes, not " + bytes.length);
    }
    return new Secret(bytes.clone());
  }

  /**
   * The bytes themselves, not a copy, for the crypto providers and key stores that must read them.
   *
   * <p>Never log, never keep.
   */
  public byte[] exposeBytes() {
    return value;
  }

  /** True when every byte is zero, as WireGuard writes "no key". Constant time. */
  public boolean isZero() {
    int or = 0;
    for (byte b : value) {
      or |= b;
    }
    return or == 0;
  }

  /** Overwrites the bytes with zeros. */
  public void wipe() {
    Arrays.fill(value, (byte) 0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(value, that.value);
  }

  /**
   * The same for all secrets: a hash code of the bytes would leak them into heap dumps of hash
   * tables and logs.
   */
  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public String toString() {
    return "Secret(redacted)";
  }
}
