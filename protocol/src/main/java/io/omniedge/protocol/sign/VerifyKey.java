package io.omniedge.protocol.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * An Ed25519 public key: an identity's, or the one a manager signs maps with. Immutable; equal by
 * its bytes.
 */
public final class VerifyKey {
  /** Bytes of the key itself [RFC 8032, 5.1.5]. */
  public static final int BYTES = 32;

  /** SubjectPublicKeyInfo of id-Ed25519 up to the key [RFC 8410, 4]. */
  private static final byte[] INFO_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

  private final byte[] bytes;
  private final PublicKey key;

  private VerifyKey(byte[] bytes, PublicKey key) {
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
    byte[] info = Arrays.copyOf(INFO_PREFIX, INFO_PREFIX.length + BYTES);
    System.arraycopy(raw, 0, info, INFO_PREFIX.length, BYTES);
    try {
      PublicKey key =
          KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(info));
      return new VerifyKey(raw.clone(), key);
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 public key", e);
    }
  }

  /** The key of a JDK key object. */
  static VerifyKey of(PublicKey key) {
    byte[] info = key.getEncoded();
    return new VerifyKey(Arrays.copyOfRange(info, info.length - BYTES, info.length), key);
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

  /** For messages between us and the JDK. */
  PublicKey key() {
    return key;
  }

  /** Whether this signature of these bytes was made with the other half. */
  public boolean verifies(byte[] message, byte[] signature) {
    return SigningKey.verify(key, message, signature);
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
