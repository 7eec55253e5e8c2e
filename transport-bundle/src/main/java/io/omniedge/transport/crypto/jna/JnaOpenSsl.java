package io.omniedge.transport.crypto.jna;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.libcrypto.OpenSsl;
import io.omniedge.tun.NativeBuffer;
import java.nio.file.Path;

/**
 * {@link OpenSsl} by JNA: direct mapping with {@code int} and {@code long} only, so that a call
 * creates no object (≈ 130 ns each).
 */
final class JnaOpenSsl implements OpenSsl {
  /** Loads the library; a second instance would share the functions of the first. */
  JnaOpenSsl(Path path) throws CryptoException {
    JnaLibrary.bind(C.class, path);
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    return JnaLibrary.allocate(bytes);
  }

  @Override
  public int initCrypto(long options, long settings) {
    return C.OPENSSL_init_crypto(options, settings);
  }

  @Override
  public long cipherFetch(long libraryContext, long algorithm, long properties) {
    return C.EVP_CIPHER_fetch(libraryContext, algorithm, properties);
  }

  @Override
  public long cipherContextNew() {
    return C.EVP_CIPHER_CTX_new();
  }

  @Override
  public void cipherContextFree(long context) {
    C.EVP_CIPHER_CTX_free(context);
  }

  @Override
  public int encryptInit(long context, long cipher, long key, long iv, long params) {
    return C.EVP_EncryptInit_ex2(context, cipher, key, iv, params);
  }

  @Override
  public int encryptUpdate(long context, long out, long outLength, long in, int inLength) {
    return C.EVP_EncryptUpdate(context, out, outLength, in, inLength);
  }

  @Override
  public int encryptFinal(long context, long out, long outLength) {
    return C.EVP_EncryptFinal_ex(context, out, outLength);
  }

  @Override
  public int cipherContextGetParams(long context, long params) {
    return C.EVP_CIPHER_CTX_get_params(context, params);
  }

  @Override
  public int decryptInit(long context, long cipher, long key, long iv, long params) {
    return C.EVP_DecryptInit_ex2(context, cipher, key, iv, params);
  }

  @Override
  public int decryptUpdate(long context, long out, long outLength, long in, int inLength) {
    return C.EVP_DecryptUpdate(context, out, outLength, in, inLength);
  }

  @Override
  public int decryptFinal(long context, long out, long outLength) {
    return C.EVP_DecryptFinal_ex(context, out, outLength);
  }

  @Override
  public long newRawPrivateKey(int type, long engine, long key, long length) {
    return C.EVP_PKEY_new_raw_private_key(type, engine, key, length);
  }

  @Override
  public long newRawPublicKey(int type, long engine, long key, long length) {
    return C.EVP_PKEY_new_raw_public_key(type, engine, key, length);
  }

  @Override
  public int getRawPublicKey(long key, long out, long length) {
    return C.EVP_PKEY_get_raw_public_key(key, out, length);
  }

  @Override
  public void keyFree(long key) {
    C.EVP_PKEY_free(key);
  }

  @Override
  public long keyContextNew(long key, long engine) {
    return C.EVP_PKEY_CTX_new(key, engine);
  }

  @Override
  public void keyContextFree(long context) {
    C.EVP_PKEY_CTX_free(context);
  }

  @Override
  public int deriveInit(long context) {
    return C.EVP_PKEY_derive_init(context);
  }

  @Override
  public int deriveSetPeer(long context, long peer) {
    return C.EVP_PKEY_derive_set_peer(context, peer);
  }

  @Override
  public int derive(long context, long out, long length) {
    return C.EVP_PKEY_derive(context, out, length);
  }

  /** The C functions under their own names. */
  private static final class C {
    private C() {}

    static native int OPENSSL_init_crypto(long options, long settings);

    static native long EVP_CIPHER_fetch(long libraryContext, long algorithm, long properties);

    static native long EVP_CIPHER_CTX_new();

    static native void EVP_CIPHER_CTX_free(long context);

    static native int EVP_EncryptInit_ex2(
        long context, long cipher, long key, long iv, long params);

    static native int EVP_EncryptUpdate(
        long context, long out, long outLength, long in, int inLength);

    static native int EVP_EncryptFinal_ex(long context, long out, long outLength);

    static native int EVP_CIPHER_CTX_get_params(long context, long params);

    static native int EVP_DecryptInit_ex2(
        long context, long cipher, long key, long iv, long params);

    static native int EVP_DecryptUpdate(
        long context, long out, long outLength, long in, int inLength);

    static native int EVP_DecryptFinal_ex(long context, long out, long outLength);

    static native long EVP_PKEY_new_raw_private_key(int type, long engine, long key, long length);

    static native long EVP_PKEY_new_raw_public_key(int type, long engine, long key, long length);

    static native int EVP_PKEY_get_raw_public_key(long key, long out, long length);

    static native void EVP_PKEY_free(long key);

    static native long EVP_PKEY_CTX_new(long key, long engine);

    static native void EVP_PKEY_CTX_free(long context);

    static native int EVP_PKEY_derive_init(long context);

    static native int EVP_PKEY_derive_set_peer(long context, long peer);

    static native int EVP_PKEY_derive(long context, long out, long length);
  }
}
