package io.omniedge.transport.crypto.jna;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.libcrypto.BoringSsl;
import io.omniedge.tun.NativeBuffer;
import java.nio.file.Path;

/**
 * {@link BoringSsl} by JNA: direct mapping with {@code int} and {@code long} only, so that a call
 * creates no object (≈ 130 ns each).
 */
final class JnaBoringSsl implements BoringSsl {
  /** Loads the library; a second instance would share the functions of the first. */
  JnaBoringSsl(Path path) throws CryptoException {
    JnaLibrary.bind(C.class, path);
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    return JnaLibrary.allocate(bytes);
  }

  @Override
  public long chacha20Poly1305() {
    return C.EVP_aead_chacha20_poly1305();
  }

  @Override
  public long contextNew(long aead, long key, long keyLength, long tagLength) {
    return C.EVP_AEAD_CTX_new(aead, key, keyLength, tagLength);
  }

  @Override
  public int contextInit(
      long context, long aead, long key, long keyLength, long tagLength, long engine) {
    return C.EVP_AEAD_CTX_init(context, aead, key, keyLength, tagLength, engine);
  }

  @Override
  public void contextCleanup(long context) {
    C.EVP_AEAD_CTX_cleanup(context);
  }

  @Override
  public void contextFree(long context) {
    C.EVP_AEAD_CTX_free(context);
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
    return C.EVP_AEAD_CTX_seal(
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
    return C.EVP_AEAD_CTX_open(
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
    return C.X25519(shared, privateKey, peer);
  }

  @Override
  public void x25519PublicFromPrivate(long publicKey, long privateKey) {
    C.X25519_public_from_private(publicKey, privateKey);
  }

  /** The C functions under their own names. */
  private static final class C {
    private C() {}

    static native long EVP_aead_chacha20_poly1305();

    static native long EVP_AEAD_CTX_new(long aead, long key, long keyLength, long tagLength);

    static native int EVP_AEAD_CTX_init(
        long context, long aead, long key, long keyLength, long tagLength, long engine);

    static native void EVP_AEAD_CTX_cleanup(long context);

    static native void EVP_AEAD_CTX_free(long context);

    static native int EVP_AEAD_CTX_seal(
        long context,
        long out,
        long outLength,
        long maxOutLength,
        long nonce,
        long nonceLength,
        long in,
        long inLength,
        long additionalData,
        long additionalDataLength);

    static native int EVP_AEAD_CTX_open(
        long context,
        long out,
        long outLength,
        long maxOutLength,
        long nonce,
        long nonceLength,
        long in,
        long inLength,
        long additionalData,
        long additionalDataLength);

    static native int X25519(long shared, long privateKey, long peer);

    static native void X25519_public_from_private(long publicKey, long privateKey);
  }
}
