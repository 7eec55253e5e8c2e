package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The base of providers that work on arrays only: copies from and to memory outside the heap
 * through two reused arrays. Single-threaded, as every {@link Aead}.
 */
public abstract class ArrayAead implements Aead {
  private static final byte[] NOTHING = {};

  private final byte[] nonce = new byte[12];
  private byte[] input = new byte[2048];
  private byte[] output = new byte[2048];

  /** For providers. */
  protected ArrayAead() {}

  @Override
  public final void seal(
      Secret key,
      long counter,
      NativeBuffer source,
      int sourceOffset,
      int length,
      NativeBuffer target,
      int targetOffset) {
    reserve(length + TAG_BYTES);
    source.bytes().get(sourceOffset, input, 0, length);
    seal(key, nonce(counter), input, length, NOTHING, output);
    target.bytes().put(targetOffset, output, 0, length + TAG_BYTES);
  }

  @Override
  public final boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length) {
    reserve(length);
    buffer.bytes().get(offset, input, 0, length);
    if (!open(key, nonce(counter), input, length, NOTHING, output)) {
      return false;
    }
    buffer.bytes().put(offset, output, 0, length - TAG_BYTES);
    return true;
  }

  @Override
  public final byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData) {
    byte[] sealed = new byte[plaintext.length + TAG_BYTES];
    seal(key, nonce(counter), plaintext, plaintext.length, additionalData, sealed);
    return sealed;
  }

  @Override
  public final byte @Nullable [] open(
      Secret key, long counter, byte[] ciphertext, byte[] additionalData) {
    if (ciphertext.length < TAG_BYTES) {
      return null;
    }
    byte[] opened = new byte[ciphertext.length - TAG_BYTES];
    return open(key, nonce(counter), ciphertext, ciphertext.length, additionalData, opened)
        ? opened
        : null;
  }

  /** Four zero bytes, then the counter in little-endian order [WG 5.4.6]. */
  private byte[] nonce(long counter) {
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[4 + i] = (byte) (counter >>> (8 * i));
    }
    return nonce;
  }

  private void reserve(int bytes) {
    if (input.length < bytes) {
      clearArrays();
      input = new byte[bytes];
      output = new byte[bytes];
    }
  }

  private void clearArrays() {
    Arrays.fill(input, (byte) 0);
    Arrays.fill(output, (byte) 0);
  }

  /** Seals {@code input[0 .. length)} into {@code output[0 .. length+16)}. */
  protected abstract void seal(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output);

  /**
   * Opens {@code input[0 .. length)} into {@code output[0 .. length-16)}; false when the tag does
   * not verify.
   */
  protected abstract boolean open(
      Secret key, byte[] nonce, byte[] input, int length, byte[] additionalData, byte[] output);

  /** Wipes the packet copies; providers wipe their keys first. */
  @Override
  public void close() {
    clearArrays();
  }
}
