package io.omniedge.transport.crypto.libcrypto;

/** X25519 by BoringSSL's one-call functions. */
final class BoringSslKeyAgreement extends NativeKeyAgreement {
  private final BoringSsl library;

  BoringSslKeyAgreement(String name, BoringSsl library) {
    super(name, library.allocate(scratchBytes()));
    this.library = library;
  }

  @Override
  void publicKeyAt(long privateKey, long publicKey, long length) {
    library.x25519PublicFromPrivate(publicKey, privateKey);
  }

  @Override
  boolean agreeAt(long privateKey, long peer, long shared, long length) {
    return library.x25519(shared, privateKey, peer) == 1;
  }
}
