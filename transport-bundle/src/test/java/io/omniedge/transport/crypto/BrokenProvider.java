package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import org.jspecify.annotations.Nullable;

/** A provider that seals well but opens whatever it is given. */
final class BrokenProvider implements CryptoProvider {
  private final CryptoProvider good;

  BrokenProvider(CryptoProvider good) {
    this.good = good;
  }

  @Override
  public KeyAgreement newKeyAgreement() {
    return good.newKeyAgreement();
  }

  @Override
  public Aead newAead() {
    Aead aead = good.newAead();
    return new Aead() {
      @Override
      public String name() {
        return "broken";
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
        aead.seal(key, counter, source, sourceOffset, length, target, targetOffset);
      }

      @Override
      public boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length) {
        return true;
      }

      @Override
      public byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData) {
        return aead.seal(key, counter, plaintext, additionalData);
      }

      @Override
      public byte @Nullable [] open(
          Secret key, long counter, byte[] ciphertext, byte[] additionalData) {
        return ciphertext;
      }

      @Override
      public void close() {
        aead.close();
      }
    };
  }
}
