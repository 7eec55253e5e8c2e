package io.omniedge.protocol.sign;

import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * An Ed25519 key pair [RFC 8032]. Thread-safe. It never prints its private half; {@link
 * #exposePkcs8()} is the only way to it. By BouncyCastle, which signs and verifies some six times
 * as fast as the JDK: a manager signs a map for each of thousands of gateways.
 */
public final class SigningKey {
  /** OneAsymmetricKey of id-Ed25519, version 1, up to the key [RFC 8410, 7]. */
  private static final byte[] PKCS8_PREFIX =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final Ed25519PrivateKeyParameters key;
  private final VerifyKey verifyKey;

  private SigningKey(Ed25519PrivateKeyParameters key, VerifyKey verifyKey) {
    this.key = key;
    this.verifyKey = verifyKey;
  }

  /** A new one; from the JDK, with the JDK's randomness. */
  public static SigningKey generate() {
    byte[] pkcs8;
    try {
      pkcs8 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java since 15 has Ed25519", e);
    }
    Ed25519PrivateKeyParameters key = privateKey(pkcs8);
    Arrays.fill(pkcs8, (byte) 0);
    return new SigningKey(key, VerifyKey.of(key.generatePublicKey().getEncoded()));
  }

  /**
   * A key pair that was stored.
   *
   * @param pkcs8 the private half as {@link #exposePkcs8()} gave it [RFC 8410]
   * @throws IllegalArgumentException if it is none, or the halves do not belong together
   */
  public static SigningKey of(byte[] pkcs8, VerifyKey verifyKey) {
    Ed25519PrivateKeyParameters key = privateKey(pkcs8);
    byte[] other = key.generatePublicKey().getEncoded();
    if (!MessageDigest.isEqual(other, verifyKey.bytes())) {
      throw new IllegalArgumentException("the halves of the Ed25519 key do not belong together");
    }
    return new SigningKey(key, verifyKey);
  }

  private static Ed25519PrivateKeyParameters privateKey(byte[] pkcs8) {
    int prefix = PKCS8_PREFIX.length;
    if (pkcs8.length != prefix + Ed25519.SECRET_KEY_SIZE
        || !Arrays.equals(pkcs8, 0, prefix, PKCS8_PREFIX, 0, prefix)) {
      throw new IllegalArgumentException("no Ed25519 private key");
    }
    return new Ed25519PrivateKeyParameters(pkcs8, prefix);
  }

  /** The public half. */
  public VerifyKey verifyKey() {
    return verifyKey;
  }

  /** The private half, for a file that only we may read. The caller wipes it. */
  public byte[] exposePkcs8() {
    byte[] pkcs8 =
        Arrays.copyOf(PKCS8_PREFIX, PKCS8_PREFIX.length + Ed25519PrivateKeyParameters.KEY_SIZE);
    key.encode(pkcs8, PKCS8_PREFIX.length);
    return pkcs8;
  }

  /** A signature of these bytes [RFC 8032]. */
  public byte[] sign(byte[] message) {
    byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
    key.sign(Ed25519.Algorithm.Ed25519, null, message, 0, message.length, signature, 0);
    return signature;
  }

  /** The public half only. */
  @Override
  public String toString() {
    return "SigningKey[" + verifyKey + "]";
  }
}
