package io.omniedge.transport.crypto.jna;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.libcrypto.OpenSslProvider;
import io.omniedge.transport.crypto.libcrypto.SystemLibrary;

/** OpenSSL through JNA. */
final class JnaOpenSslProvider extends OpenSslProvider {
  /** Loads the library. */
  JnaOpenSslProvider(CryptoOptions options) throws CryptoException {
    super("openssl-jna", new JnaOpenSsl(SystemLibrary.openSsl(options)));
  }
}
