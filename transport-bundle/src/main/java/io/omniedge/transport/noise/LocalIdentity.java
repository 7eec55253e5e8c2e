package io.omniedge.transport.noise;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;

/** Our static key pair. Immutable until the private key is wiped. */
public final class LocalIdentity {
  private final Secret privateKey;
  private final PublicKey publicKey;
  private final MacKeys macKeys;

  /** Computes the public key. */
  public LocalIdentity(HandshakeCrypto crypto, Secret privateKey) {
    this.privateKey = privateKey;
    this.publicKey = crypto.x25519().publicKey(privateKey);
    this.macKeys = new MacKeys(crypto.blake2s(), publicKey);
  }

  /** Never to be shown. */
  public Secret privateKey() {
    return privateKey;
  }

  /** Who we are. */
  public PublicKey publicKey() {
    return publicKey;
  }

  /** What messages to us are authenticated with before anything else. */
  public MacKeys macKeys() {
    return macKeys;
  }
}
