package io.omniedge.protocol.sign;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;

/**
 * An Ed25519 key pair. Thread-safe. It never prints its private half; {@link #exposePkcs8()} is the
 * only way to it.
 */
public final class SigningKey {
  private final PrivateKey key;
  private final VerifyKey verifyKey;

  private SigningKey(PrivateKey key, VerifyKey verifyKey) {
    this.key = key;
    this.verifyKey = verifyKey;
  }

  /** A new one. */
  public static SigningKey generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      return new SigningKey(pair.getPrivate(), VerifyKey.of(pair.getPublic()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
  }

  /**
   * A key pair that was stored.
   *
   * @param pkcs8 the private half as {@link #exposePkcs8()} gave it [RFC 8410]
   * @throws IllegalArgumentException if it is none, or the halves do not belong together
   */
  public static SigningKey of(byte[] pkcs8, VerifyKey verifyKey) {
    try {
      PrivateKey key =
          KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      SigningKey pair = new SigningKey(key, verifyKey);
      byte[] probe = {1};
      if (!verify(verifyKey.key(), probe, pair.sign(probe))) {
        throw new IllegalArgumentException("the halves of the Ed25519 key do not belong together");
      }
      return pair;
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("no Ed25519 private key", e);
    }
  }

  /** The public half. */
  public VerifyKey verifyKey() {
    return verifyKey;
  }

  /** The private half, for a file that only we may read. The caller wipes it. */
  public byte[] exposePkcs8() {
    return key.getEncoded();
  }

  /** A signature of these bytes [RFC 8032]. */
  public byte[] sign(byte[] message) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(key);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Ed25519 failed", e);
    }
  }

  static boolean verify(PublicKey key, byte[] message, byte[] signed) {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // of the wrong length, or no point: forged like any other
    }
  }

  /** The public half only. */
  @Override
  public String toString() {
    return "SigningKey[" + verifyKey + "]";
  }
}
