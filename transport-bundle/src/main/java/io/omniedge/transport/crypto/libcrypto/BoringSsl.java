package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.tun.NativeBuffer;

/**
 * The functions of BoringSSL that we use. Pointers are {@code long} addresses, results are those of
 * C; nothing throws or allocates on the heap. Any thread may call.
 */
public interface BoringSsl {
  /** Zeroed memory outside the heap. */
  NativeBuffer allocate(int bytes);

  /** EVP_aead_chacha20_poly1305. */
  long chacha20Poly1305();

  /** EVP_AEAD_CTX_new. */
  long contextNew(long aead, long key, long keyLength, long tagLength);

  /** EVP_AEAD_CTX_init. */
  int contextInit(long context, long aead, long key, long keyLength, long tagLength, long engine);

  /** EVP_AEAD_CTX_cleanup. */
  void contextCleanup(long context);

  /** EVP_AEAD_CTX_free. */
  void contextFree(long context);

  /** EVP_AEAD_CTX_seal. */
  int seal(
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

  /** EVP_AEAD_CTX_open. */
  int open(
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

  /** X25519. */
  int x25519(long shared, long privateKey, long peer);

  /** X25519_public_from_private. */
  void x25519PublicFromPrivate(long publicKey, long privateKey);
}
