package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.Secret;

/** X25519 by OpenSSL's EVP_PKEY; freeing a key clears its private part. */
final class OpenSslKeyAgreement extends NativeKeyAgreement {
  /** The number of EVP_PKEY_X25519. */
  private static final int X25519 = 1034;

  private final OpenSsl library;

  OpenSslKeyAgreement(String name, OpenSsl library) {
    super(name, library.allocate(scratchBytes()));
    this.library = library;
  }

  @Override
  void publicKeyAt(long privateKey, long publicKey, long length) {
    long key = library.newRawPrivateKey(X25519, 0, privateKey, Secret.BYTES);
    boolean done = key != 0 && library.getRawPublicKey(key, publicKey, length) == 1;
    library.keyFree(key);
    if (!done) {
      throw new IllegalStateException("EVP_PKEY_get_raw_public_key failed");
    }
  }

  @Override
  boolean agreeAt(long privateKey, long peer, long shared, long length) {
    long key = library.newRawPrivateKey(X25519, 0, privateKey, Secret.BYTES);
    long peerKey = library.newRawPublicKey(X25519, 0, peer, Secret.BYTES);
    long context = key == 0 ? 0 : library.keyContextNew(key, 0);
    boolean ready =
        context != 0
            && peerKey != 0
            && library.deriveInit(context) == 1
            && library.deriveSetPeer(context, peerKey) == 1;
    boolean agreed = ready && library.derive(context, shared, length) == 1;
    library.keyContextFree(context);
    library.keyFree(peerKey);
    library.keyFree(key);
    if (!ready) {
      throw new IllegalStateException("EVP_PKEY_derive_init failed");
    }
    return agreed;
  }
}
