package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoProvider;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.tun.NativeBuffer;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;

/** OpenSSL 3; a backend extends it with its name and its way to call. */
public abstract class OpenSslProvider implements CryptoProvider {
  /**
   * We use the default provider and nothing that openssl.cnf could change, so reading it would only
   * cost time at start.
   */
  private static final long OPENSSL_INIT_NO_LOAD_CONFIG = 0x80;

  /**
   * Without this, exit() frees what packet threads, which the JVM does not stop first, are still
   * using.
   */
  private static final long OPENSSL_INIT_NO_ATEXIT = 0x80000;

  private final String name;
  private final OpenSsl library;
  private final long cipher;

  /** For the backends; fails when this OpenSSL has no ChaCha20-Poly1305. */
  protected OpenSslProvider(String name, OpenSsl library) throws CryptoException {
    this.name = name;
    this.library = library;
    this.cipher = fetchCipher(library);
    if (cipher == 0) {
      throw new CryptoException("this OpenSSL has no ChaCha20-Poly1305");
    }
  }

  /** Fetched once and never freed: contexts of any thread share it while the process lives. */
  private static long fetchCipher(OpenSsl library) {
    long options = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT;
    if (library.initCrypto(options, 0) != 1) {
      return 0;
    }
    NativeBuffer algorithm = library.allocate(32);
    try {
      algorithm.bytes().put(0, "ChaCha20-Poly1305".getBytes(StandardCharsets.US_ASCII));
      return library.cipherFetch(0, algorithm.address(), 0);
    } finally {
      Reference.reachabilityFence(algorithm);
    }
  }

  @Override
  public final Aead newAead() {
    return new OpenSslAead(name, library, cipher);
  }

  @Override
  public final KeyAgreement newKeyAgreement() {
    return new OpenSslKeyAgreement(name, library);
  }

  @Override
  public final NativeBuffer allocate(int bytes) {
    return library.allocate(bytes);
  }
}
