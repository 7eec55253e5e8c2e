package io.omniedge.transport.crypto.bc;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Blake2s;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoProvider;
import io.omniedge.transport.crypto.KeyAgreement;

/** BouncyCastle; registers no security provider. */
final class BcProvider implements CryptoProvider {
  static final String NAME = "bouncycastle";

  /** Takes no options. */
  BcProvider(CryptoOptions options) {}

  @Override
  public Aead newAead() {
    return new BcAead();
  }

  @Override
  public KeyAgreement newKeyAgreement() {
    return new BcKeyAgreement();
  }

  @Override
  public Blake2s newBlake2s() {
    return new BcBlake2s();
  }
}
