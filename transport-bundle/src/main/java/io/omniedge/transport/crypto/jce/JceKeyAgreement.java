package io.omniedge.transport.crypto.jce;

import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.spec.NamedParameterSpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;

/**
 * X25519 by the JRE (XDH). Stateless. The JRE keeps copies of the private key that nobody can wipe.
 */
final class JceKeyAgreement implements KeyAgreement {
  private static final String ALGORITHM = "X25519";
  private static final PublicKey BASE_POINT = basePoint();

  static javax.crypto.KeyAgreement newKeyAgreement() throws GeneralSecurityException {
    return javax.crypto.KeyAgreement.getInstance(ALGORITHM);
  }

  private static PublicKey basePoint() {
    byte[] nine = new byte[PublicKey.BYTES];
    nine[0] = 9;
    return PublicKey.copyOf(nine);
  }

  @Override
  public String name() {
    return JceProvider.NAME;
  }

  /** X25519(k, 9): the JRE offers no other way from a private key to its public key. */
  @Override
  public PublicKey publicKey(Secret privateKey) {
    byte[] product = new byte[SHARED_BYTES];
    if (!agree(privateKey, BASE_POINT, product)) {
      throw new AssertionError("the base point has a large order");
    }
    return PublicKey.copyOf(product);
  }

  @Override
  public boolean agree(Secret privateKey, PublicKey peer, byte[] shared) {
    byte[] result;
    try {
      KeyFactory factory = KeyFactory.getInstance(ALGORITHM);
      javax.crypto.KeyAgreement agreement = newKeyAgreement();
      agreement.init(
          factory.generatePrivate(
              new XECPrivateKeySpec(NamedParameterSpec.X25519, privateKey.exposeBytes())));
      var point =
          factory.generatePublic(
              new XECPublicKeySpec(NamedParameterSpec.X25519, coordinate(peer.bytes())));
      try {
        agreement.doPhase(point, true);
        result = agreement.generateSecret();
      } catch (InvalidKeyException e) {
        // "Point has small order": the only way the JRE reports it
        Arrays.fill(shared, (byte) 0);
        return false;
      }
    } catch (GeneralSecurityException e) {
      throw new AssertionError("X25519 accepts every pair of 32-byte strings", e);
    }
    System.arraycopy(result, 0, shared, 0, SHARED_BYTES);
    Arrays.fill(result, (byte) 0);
    return true;
  }

  /** The u coordinate: little-endian, without the highest bit [RFC 7748 §5]. */
  private static BigInteger coordinate(byte[] littleEndian) {
    byte[] bigEndian = new byte[littleEndian.length];
    for (int i = 0; i < littleEndian.length; i++) {
      bigEndian[i] = littleEndian[littleEndian.length - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    return new BigInteger(1, bigEndian);
  }
}
