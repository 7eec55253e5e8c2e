package io.omniedge.transport.crypto.bc;

import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import org.bouncycastle.math.ec.rfc7748.X25519;

/** X25519 by BouncyCastle; stateless. */
final class BcKeyAgreement implements KeyAgreement {
  @Override
  public String name() {
    return BcProvider.NAME;
  }

  @Override
  public PublicKey publicKey(Secret privateKey) {
    byte[] publicKey = new byte[PublicKey.BYTES];
    X25519.scalarMultBase(privateKey.exposeBytes(), 0, publicKey, 0);
    return PublicKey.copyOf(publicKey);
  }

  @Override
  public boolean agree(Secret privateKey, PublicKey peer, byte[] shared) {
    return X25519.calculateAgreement(privateKey.exposeBytes(), 0, peer.bytes(), 0, shared, 0);
  }
}
