package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.tun.NativeBuffer;

/**
 * The functions of OpenSSL 3 that we use. Pointers are {@code long} addresses, results are those of
 * C; nothing throws or allocates on the heap. Any thread may call.
 */
public interface OpenSsl {
  /** Zeroed memory outside the heap. */
  NativeBuffer allocate(int bytes);

  /** OPENSSL_init_crypto. */
  int initCrypto(long options, long settings);

  /** EVP_CIPHER_fetch. */
  long cipherFetch(long libraryContext, long algorithm, long properties);

  /** EVP_CIPHER_CTX_new. */
  long cipherContextNew();

  /** EVP_CIPHER_CTX_free. */
  void cipherContextFree(long context);

  /** EVP_EncryptInit_ex2. */
  int encryptInit(long context, long cipher, long key, long iv, long params);

  /** EVP_EncryptUpdate. */
  int encryptUpdate(long context, long out, long outLength, long in, int inLength);

  /** EVP_EncryptFinal_ex. */
  int encryptFinal(long context, long out, long outLength);

  /** EVP_CIPHER_CTX_get_params. */
  int cipherContextGetParams(long context, long params);

  /** EVP_DecryptInit_ex2. */
  int decryptInit(long context, long cipher, long key, long iv, long params);

  /** EVP_DecryptUpdate. */
  int decryptUpdate(long context, long out, long outLength, long in, int inLength);

  /** EVP_DecryptFinal_ex. */
  int decryptFinal(long context, long out, long outLength);

  /** EVP_PKEY_new_raw_private_key. */
  long newRawPrivateKey(int type, long engine, long key, long length);

  /** EVP_PKEY_new_raw_public_key. */
  long newRawPublicKey(int type, long engine, long key, long length);

  /** EVP_PKEY_get_raw_public_key. */
  int getRawPublicKey(long key, long out, long length);

  /** EVP_PKEY_free. */
  void keyFree(long key);

  /** EVP_PKEY_CTX_new. */
  long keyContextNew(long key, long engine);

  /** EVP_PKEY_CTX_free. */
  void keyContextFree(long context);

  /** EVP_PKEY_derive_init. */
  int deriveInit(long context);

  /** EVP_PKEY_derive_set_peer. */
  int deriveSetPeer(long context, long peer);

  /** EVP_PKEY_derive. */
  int derive(long context, long out, long length);
}
