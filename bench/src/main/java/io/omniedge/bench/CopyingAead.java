package io.omniedge.bench;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.NativeBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Copies data messages instead of encrypting them, so that the path around the cipher can be
 * measured. Handshakes stay real. Exists in the benchmarks only: no product file knows it.
 */
final class CopyingAead implements Aead {
  private final Aead handshakes;

  CopyingAead(Aead handshakes) {
    this.handshakes = handshakes;
  }

  @Override
  public String name() {
    return "NO ENCRYPTION";
  }

  @Override
  public void seal(
      Secret key,
      long counter,
      NativeBuffer source,
      int sourceOffset,
      int length,
      NativeBuffer target,
      int targetOffset) {
    target.bytes().put(targetOffset, source.bytes(), sourceOffset, length);
  }

  @Override
  public boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length) {
    return true;
  }

  @Override
  public byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData) {
    return handshakes.seal(key, counter, plaintext, additionalData);
  }

  @Override
  public byte @Nullable [] open(Secret key, long counter, byte[] ciphertext, byte[] data) {
    return handshakes.open(key, counter, ciphertext, data);
  }

  @Override
  public void close() {
    handshakes.close();
  }
}
