package io.omniedge.transport.crypto.jce;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoProvider;
import io.omniedge.transport.crypto.KeyAgreement;
import java.security.GeneralSecurityException;

/** What the JRE brings itself. */
final class JceProvider implements CryptoProvider {
  static final String NAME = "jce";

  /** Takes no options; fails on a JRE without ChaCha20-Poly1305 or X25519. */
  JceProvider(CryptoOptions options) throws CryptoException {
    try {
      JceAead.newCipher();
      JceKeyAgreement.newKeyAgreement();
    } catch (GeneralSecurityException e) {
      throw new CryptoException("this JRE lacks an algorithm: " + e.getMessage(), e);
    }
  }

  @Override
  public Aead newAead() {
    return new JceAead();
  }

  @Override
  public KeyAgreement newKeyAgreement() {
    return new JceKeyAgreement();
  }
}
