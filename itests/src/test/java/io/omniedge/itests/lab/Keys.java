package io.omniedge.itests.lab;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.util.Base64;

/**
 * A key pair as {@code wg} writes it, made by the JDK and so independent of the code under test.
 *
 * @param privateKey base64
 * @param publicKey base64
 */
public record Keys(String privateKey, String publicKey) {
  /** A new random pair. */
  public static Keys generate() {
    try {
      KeyPair pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      byte[] scalar = ((XECPrivateKey) pair.getPrivate()).getScalar().orElseThrow();
      return new Keys(
          base64(scalar), base64(littleEndian(((XECPublicKey) pair.getPublic()).getU())));
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every JDK has X25519", e);
    }
  }

  /** 32 random bytes in base64. */
  public static String presharedKey() {
    byte[] bytes = new byte[32];
    new SecureRandom().nextBytes(bytes);
    return base64(bytes);
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] littleEndian(BigInteger value) {
    byte[] bytes = new byte[32];
    BigInteger rest = value;
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = rest.byteValue();
      rest = rest.shiftRight(8);
    }
    return bytes;
  }
}
