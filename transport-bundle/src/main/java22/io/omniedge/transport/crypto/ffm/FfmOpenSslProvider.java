package io.omniedge.transport.crypto.ffm;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.libcrypto.OpenSslProvider;
import io.omniedge.transport.crypto.libcrypto.SystemLibrary;

/** OpenSSL through java.lang.foreign. */
final class FfmOpenSslProvider extends OpenSslProvider {
  /** Loads the library. */
  FfmOpenSslProvider(CryptoOptions options) throws CryptoException {
    super("openssl-ffm", new FfmOpenSsl(SystemLibrary.openSsl(options)));
  }
}
