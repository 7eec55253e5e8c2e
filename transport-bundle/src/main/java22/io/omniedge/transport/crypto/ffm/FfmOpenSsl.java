package io.omniedge.transport.crypto.ffm;

import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.libcrypto.OpenSsl;
import io.omniedge.tun.NativeBuffer;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** {@link OpenSsl} by java.lang.foreign. */
final class FfmOpenSsl implements OpenSsl {
  private final MemorySegment initCrypto;
  private final MemorySegment cipherFetch;
  private final MemorySegment cipherContextNew;
  private final MemorySegment cipherContextFree;
  private final MemorySegment encryptInit;
  private final MemorySegment encryptUpdate;
  private final MemorySegment encryptFinal;
  private final MemorySegment cipherContextGetParams;
  private final MemorySegment decryptInit;
  private final MemorySegment decryptUpdate;
  private final MemorySegment decryptFinal;
  private final MemorySegment newRawPrivateKey;
  private final MemorySegment newRawPublicKey;
  private final MemorySegment getRawPublicKey;
  private final MemorySegment keyFree;
  private final MemorySegment keyContextNew;
  private final MemorySegment keyContextFree;
  private final MemorySegment deriveInit;
  private final MemorySegment deriveSetPeer;
  private final MemorySegment derive;

  /** Loads the library for the rest of the process. */
  FfmOpenSsl(Path path) throws CryptoException {
    FfmLibrary library = new FfmLibrary(path);
    initCrypto = library.find("OPENSSL_init_crypto");
    cipherFetch = library.find("EVP_CIPHER_fetch");
    cipherContextNew = library.find("EVP_CIPHER_CTX_new");
    cipherContextFree = library.find("EVP_CIPHER_CTX_free");
    encryptInit = library.find("EVP_EncryptInit_ex2");
    encryptUpdate = library.find("EVP_EncryptUpdate");
    encryptFinal = library.find("EVP_EncryptFinal_ex");
    cipherContextGetParams = library.find("EVP_CIPHER_CTX_get_params");
    decryptInit = library.find("EVP_DecryptInit_ex2");
    decryptUpdate = library.find("EVP_DecryptUpdate");
    decryptFinal = library.find("EVP_DecryptFinal_ex");
    newRawPrivateKey = library.find("EVP_PKEY_new_raw_private_key");
    newRawPublicKey = library.find("EVP_PKEY_new_raw_public_key");
    getRawPublicKey = library.find("EVP_PKEY_get_raw_public_key");
    keyFree = library.find("EVP_PKEY_free");
    keyContextNew = library.find("EVP_PKEY_CTX_new");
    keyContextFree = library.find("EVP_PKEY_CTX_free");
    deriveInit = library.find("EVP_PKEY_derive_init");
    deriveSetPeer = library.find("EVP_PKEY_derive_set_peer");
    derive = library.find("EVP_PKEY_derive");
  }

  @Override
  public NativeBuffer allocate(int bytes) {
    return FfmLibrary.allocate(bytes);
  }

  @Override
  public int initCrypto(long options, long settings) {
    return (int) FfmLibrary.call(initCrypto, options, settings, 0, 0, 0);
  }

  @Override
  public long cipherFetch(long libraryContext, long algorithm, long properties) {
    return FfmLibrary.call(cipherFetch, libraryContext, algorithm, properties, 0, 0);
  }

  @Override
  public long cipherContextNew() {
    return FfmLibrary.call(cipherContextNew, 0, 0, 0, 0, 0);
  }

  @Override
  public void cipherContextFree(long context) {
    FfmLibrary.call(cipherContextFree, context, 0, 0, 0, 0);
  }

  @Override
  public int encryptInit(long context, long cipher, long key, long iv, long params) {
    return (int) FfmLibrary.call(encryptInit, context, cipher, key, iv, params);
  }

  @Override
  public int encryptUpdate(long context, long out, long outLength, long in, int inLength) {
    return (int) FfmLibrary.call(encryptUpdate, context, out, outLength, in, inLength);
  }

  @Override
  public int encryptFinal(long context, long out, long outLength) {
    return (int) FfmLibrary.call(encryptFinal, context, out, outLength, 0, 0);
  }

  @Override
  public int cipherContextGetParams(long context, long params) {
    return (int) FfmLibrary.call(cipherContextGetParams, context, params, 0, 0, 0);
  }

  @Override
  public int decryptInit(long context, long cipher, long key, long iv, long params) {
    return (int) FfmLibrary.call(decryptInit, context, cipher, key, iv, params);
  }

  @Override
  public int decryptUpdate(long context, long out, long outLength, long in, int inLength) {
    return (int) FfmLibrary.call(decryptUpdate, context, out, outLength, in, inLength);
  }

  @Override
  public int decryptFinal(long context, long out, long outLength) {
    return (int) FfmLibrary.call(decryptFinal, context, out, outLength, 0, 0);
  }

  @Override
  public long newRawPrivateKey(int type, long engine, long key, long length) {
    return FfmLibrary.call(newRawPrivateKey, type, engine, key, length, 0);
  }

  @Override
  public long newRawPublicKey(int type, long engine, long key, long length) {
    return FfmLibrary.call(newRawPublicKey, type, engine, key, length, 0);
  }

  @Override
  public int getRawPublicKey(long key, long out, long length) {
    return (int) FfmLibrary.call(getRawPublicKey, key, out, length, 0, 0);
  }

  @Override
  public void keyFree(long key) {
    FfmLibrary.call(keyFree, key, 0, 0, 0, 0);
  }

  @Override
  public long keyContextNew(long key, long engine) {
    return FfmLibrary.call(keyContextNew, key, engine, 0, 0, 0);
  }

  @Override
  public void keyContextFree(long context) {
    FfmLibrary.call(keyContextFree, context, 0, 0, 0, 0);
  }

  @Override
  public int deriveInit(long context) {
    return (int) FfmLibrary.call(deriveInit, context, 0, 0, 0, 0);
  }

  @Override
  public int deriveSetPeer(long context, long peer) {
    return (int) FfmLibrary.call(deriveSetPeer, context, peer, 0, 0, 0);
  }

  @Override
  public int derive(long context, long out, long length) {
    return (int) FfmLibrary.call(derive, context, out, length, 0, 0);
  }
}
