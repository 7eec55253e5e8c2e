package io.omniedge.transport.crypto.ffm;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.libcrypto.BoringSsl;
import io.omniedge.tun.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** {@link BoringSsl} by java.lang.foreign. */
final class FfmBoringSsl implements BoringSsl {
  private final MemorySegment chacha20Poly1305;
  private final MemorySegment contextNew;
  private final MemorySegment contextInit;
  private final MemorySegment contextCleanup;
  private final MemorySegment contextFree;
  private final MemorySegment seal;
  private final MemorySegment open;
  private final MemorySegment x25519;
  private final MemorySegment x25519PublicFromPrivate;

  /** Loads the library for the rest of the process. */
  FfmBoringSsl(Path path) throws CryptoException {
    FfmLibrary library = new FfmLibrary(path);
    chacha20Poly1305 = library.find("EVP_aead_chacha20_poly1305");
    contextNew = library.find("EVP_AEAD_CTX_new");
    contextInit = library.find("EVP_AEAD_CTX_init");
    contextCleanup = library.find("EVP_AEAD_CTX_cleanup");
    contextFree = library.find("EVP_AEAD_CTX_free");
    seal = library.find("EVP_AEAD_CTX_seal");
    open = library.find("EVP_AEAD_CTX_open");
    x25519 = library.find("X25519");
    x25519PublicFromPrivate = library.find("X25519_public_from_private");
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    return FfmLibrary.allocate(bytes);
  }

  @Override
  public long chacha20Poly1305() {
    return FfmLibrary.call(chacha20Poly1305, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public long contextNew(long aead, long key, long keyLength, long tagLength) {
    return FfmLibrary.call(contextNew, aead, key, keyLength, tagLength, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public int contextInit(
      long context, long aead, long key, long keyLength, long tagLength, long engine) {
    return (int)
        FfmLibrary.call(contextInit, context, aead, key, keyLength, tagLength, engine, 0, 0, 0, 0);
  }

  @Override
  public void contextCleanup(long context) {
    FfmLibrary.call(contextCleanup, context, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void contextFree(long context) {
    FfmLibrary.call(contextFree, context, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public int seal(
      long context,
      long out,
      long outLength,
      long maxOutLength,
      long nonce,
      long nonceLength,
      long in,
      long inLength,
      long additionalData,
      long additionalDataLength) {
    return (int)
        FfmLibrary.call(
            seal,
            context,
            out,
            outLength,
            maxOutLength,
            nonce,
            nonceLength,
            in,
            inLength,
            additionalData,
            additionalDataLength);
  }

  @Override
  public int open(
      long context,
      long out,
      long outLength,
      long maxOutLength,
      long nonce,
      long nonceLength,
      long in,
      long inLength,
      long additionalData,
      long additionalDataLength) {
    return (int)
        FfmLibrary.call(
            open,
            context,
            out,
            outLength,
            maxOutLength,
            nonce,
            nonceLength,
            in,
            inLength,
            additionalData,
            additionalDataLength);
  }

  @Override
  public int x25519(long shared, long privateKey, long peer) {
    return (int) FfmLibrary.call(x25519, shared, privateKey, peer, 0, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public void x25519PublicFromPrivate(long publicKey, long privateKey) {
    FfmLibrary.call(x25519PublicFromPrivate, publicKey, privateKey, 0, 0, 0, 0, 0, 0, 0, 0);
  }
}
