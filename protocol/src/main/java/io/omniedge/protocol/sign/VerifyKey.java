package io.omniedge.protocol.sign;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 public key: an identity's, or the one a manager signs maps with. Immutable; equal by
 * its bytes.
 */
public final class VerifyKey {
  /** Bytes of the key itself [RFC 8032, 5.1.5]. */
  public static final int BYTES = 32;

  private final byte[] bytes;
  private final Ed25519PublicKeyParameters key;

  private VerifyKey(byte[] bytes, Ed25519PublicKeyParameters key) {
    this.bytes = bytes;
    this.key = key;
  }

  /**
   * The key of these 32 bytes.
   *
   * @throws IllegalArgumentException if they are no point of the curve
   */
  public static VerifyKey of(byte[] raw) {
    if (raw.length != BYTES) {
      throw new IllegalArgumentException(
          "an Ed25519 public key has " + BYTES + " bytes, not " + raw.length);
    }
    byte[] bytes = raw.clone();
    return new VerifyKey(bytes, new Ed25519PublicKeyParameters(bytes, 0));
  }

  /**
   * The key of 43 characters of base64url.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public static VerifyKey parse(String text) {
    byte[] raw;
    try {
      raw = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("an Ed25519 public key is 43 characters of base64url", e);
    }
    return of(raw);
  }

  byte[] bytes() {
    return bytes;
  }

  /** Whether this key's other half signed the message; what is no signature is forged as well. */
  public boolean verifies(byte[] message, byte[] signature) {
    return signature.length == Ed25519.SIGNATURE_SIZE
        && key.verify(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
  }

  /** Short name of the key: the first 16 bytes of its SHA-256, in base64url. */
  public String id() {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, 16));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof VerifyKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /** 43 characters of base64url, as {@link #parse} takes them. */
  @Override
  public String toString() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
