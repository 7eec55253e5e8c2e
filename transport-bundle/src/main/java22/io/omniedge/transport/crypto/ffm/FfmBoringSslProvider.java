package io.omniedge.transport.crypto.ffm;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.libcrypto.BoringSslProvider;
import io.omniedge.transport.crypto.libcrypto.SystemLibrary;

/** BoringSSL through java.lang.foreign. */
final class FfmBoringSslProvider extends BoringSslProvider {
  /** Loads the library. */
  FfmBoringSslProvider(CryptoOptions options) throws CryptoException {
    super("boringssl-ffm", new FfmBoringSsl(SystemLibrary.boringSsl(options)));
  }
}
