package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.NativeBuffer;
import org.jspecify.annotations.Nullable;

/** ChaCha20-Poly1305 by BoringSSL's EVP_AEAD: one call for each packet. */
final class BoringSslAead extends NativeAead {
  private static final int MESSAGE_BYTES = 512;

  private final BoringSsl library;
  private final long aead;
  private long context;
  private @Nullable Secret current;
  private boolean closed;

  BoringSslAead(String name, BoringSsl library) {
    super(name, library.allocate(scratchBytes()), library.allocate(MESSAGE_BYTES));
    this.library = library;
    this.aead = library.chacha20Poly1305();
  }

  @Override
  NativeBuffer allocate(int bytes) {
    return library.allocate(bytes);
  }

  @Override
  void sealAt(
      Secret key, long additionalData, int additionalDataLength, long in, int length, long out) {
    use(key);
    int sealed =
        library.seal(
            context,
            out,
            lengthAddress(),
            length + TAG_BYTES,
            nonceAddress(),
            NONCE_BYTES,
            in,
            length,
            additionalData,
            additionalDataLength);
    if (sealed != 1) {
      throw new IllegalStateException("EVP_AEAD_CTX_seal failed for " + length + " bytes");
    }
  }

  @Override
  boolean openAt(
      Secret key, long additionalData, int additionalDataLength, long in, int length, long out) {
    use(key);
    return library.open(
            context,
            out,
            lengthAddress(),
            length,
            nonceAddress(),
            NONCE_BYTES,
            in,
            length + TAG_BYTES,
            additionalData,
            additionalDataLength)
        == 1;
  }

  // identity is meant: the same object has the same bytes, and comparing bytes would cost time
  @SuppressWarnings("ReferenceEquality")
  private void use(Secret key) {
    if (key != current) {
      change(key);
    }
  }

  private void change(Secret key) {
    if (closed) {
      throw new IllegalStateException("this AEAD is closed");
    }
    current = null;
    long keyAddress = exposeKey(key);
    boolean done;
    if (context == 0) {
      context = library.contextNew(aead, keyAddress, Secret.BYTES, TAG_BYTES);
      done = context != 0;
    } else {
      library.contextCleanup(context);
      done = library.contextInit(context, aead, keyAddress, Secret.BYTES, TAG_BYTES, 0) == 1;
    }
    wipeKey();
    if (!done) {
      throw new IllegalStateException("EVP_AEAD_CTX_init failed: out of memory");
    }
    current = key;
  }

  /** Frees the context; BoringSSL clears all memory it frees, and so the key. */
  @Override
  public void close() {
    closed = true;
    current = null;
    if (context != 0) {
      library.contextFree(context);
      context = 0;
    }
  }
}
