package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoProvider;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.tun.NativeBuffer;

/** BoringSSL; a backend extends it with its name and its way to call. */
public abstract class BoringSslProvider implements CryptoProvider {
  private final String name;
  private final BoringSsl library;

  /** For the backends. */
  protected BoringSslProvider(String name, BoringSsl library) {
    this.name = name;
    this.library = library;
  }

  @Override
  public final Aead newAead() {
    return new BoringSslAead(name, library);
  }

  @Override
  public final KeyAgreement newKeyAgreement() {
    return new BoringSslKeyAgreement(name, library);
  }

  @Override
  public final NativeBuffer allocate(int bytes) {
    return library.allocate(bytes);
  }
}
