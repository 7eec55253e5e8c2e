package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;

/**
 * One way to compute the primitives. {@link KnownProvider} lists them by class name, so that
 * nothing of an unused one is loaded; each has a constructor that takes {@link CryptoOptions} and
 * throws {@link CryptoException} when its library is missing.
 *
 * <p>Any thread may call the methods.
 */
public interface CryptoProvider {
  /** A new instance, for one thread. */
  Aead newAead();

  /** X25519, for any thread. */
  KeyAgreement newKeyAgreement();

  /** A new instance, for one thread: our own, unless the provider brings another. */
  default Blake2s newBlake2s() {
    return new JavaBlake2s();
  }

  /** Zeroed memory outside the heap that {@link Aead} of this provider can use. */
  default NativeBuffer allocate(int bytes) {
    return new NativeBuffer(ByteBuffer.allocateDirect(bytes), 0);
  }
}
