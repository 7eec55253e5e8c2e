package io.omniedge.transport.crypto.jna;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.libcrypto.BoringSslProvider;
import io.omniedge.transport.crypto.libcrypto.SystemLibrary;

/** BoringSSL through JNA. */
final class JnaBoringSslProvider extends BoringSslProvider {
  /** Loads the library. */
  JnaBoringSslProvider(CryptoOptions options) throws CryptoException {
    super("boringssl-jna", new JnaBoringSsl(SystemLibrary.boringSsl(options)));
  }
}
