package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.NativeBuffer;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What both libraries need around their calls: bounds checks (a wrong address would end the
 * process), the nonce, the key on its way out of the heap, and short messages from arrays.
 *
 * <p>Single-threaded, as every {@link Aead}. Allocates nothing per packet.
 */
abstract class NativeAead implements Aead {
  /** Length of the nonce of RFC 8439, in bytes. */
  static final int NONCE_BYTES = 12;

  // Layout of the memory the C functions read besides the packet.
  private static final int NONCE_AT = 0;
  private static final int COUNTER_AT = NONCE_AT + 4;
  private static final int LENGTH_AT = 16;
  private static final int KEY_AT = 32;
  private static final int SCRATCH_BYTES = KEY_AT + Secret.BYTES;

  private static final byte[] ZEROS = new byte[Secret.BYTES];

  private final String name;
  private final NativeBuffer scratch;

  /** For short messages: additional data, input, output, one after the other. */
  private NativeBuffer message;

  NativeAead(String name, NativeBuffer scratch, NativeBuffer message) {
    this.name = name;
    this.scratch = scratch;
    this.message = message;
  }

  static int scratchBytes() {
    return SCRATCH_BYTES;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final void seal(
      Secret key,
      long counter,
      NativeBuffer source,
      int sourceOffset,
      int length,
      NativeBuffer target,
      int targetOffset) {
    long in = addressOf(source, sourceOffset, length);
    long out = addressOf(target, targetOffset, length + TAG_BYTES);
    try {
      setNonce(counter);
      sealAt(key, 0, 0, in, length, out);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final boolean open(Secret key, long counter, NativeBuffer buffer, int offset, int length) {
    if (length < TAG_BYTES) {
      throw new IllegalArgumentException("a sealed packet has at least 16 bytes, not " + length);
    }
    long at = addressOf(buffer, offset, length);
    try {
      setNonce(counter);
      return openAt(key, 0, 0, at, length - TAG_BYTES, at);
    } finally {
      Reference.reachabilityFence(this);
    }
  }

  @Override
  public final byte[] seal(Secret key, long counter, byte[] plaintext, byte[] additionalData) {
    int outAt = stage(additionalData, plaintext, plaintext.length + TAG_BYTES);
    setNonce(counter);
    sealAt(
        key,
        message.address(),
        additionalData.length,
        message.address() + additionalData.length,
        plaintext.length,
        message.address() + outAt);
    return unstage(outAt, plaintext.length + TAG_BYTES);
  }

  @Override
  public final byte @Nullable [] open(
      Secret key, long counter, byte[] ciphertext, byte[] additionalData) {
    int length = ciphertext.length - TAG_BYTES;
    if (length < 0) {
      return null;
    }
    int outAt = stage(additionalData, ciphertext, length);
    setNonce(counter);
    boolean genuine =
        openAt(
            key,
            message.address(),
            additionalData.length,
            message.address() + additionalData.length,
            length,
            message.address() + outAt);
    byte[] plaintext = unstage(outAt, length);
    return genuine ? plaintext : null;
  }

  /** Puts both inputs into {@link #message}; returns where the output goes. */
  private int stage(byte[] additionalData, byte[] input, int outputLength) {
    int outAt = additionalData.length + input.length;
    if (message.size() < outAt + outputLength) {
      message = allocate(outAt + outputLength);
    }
    message.bytes().put(0, additionalData);
    message.bytes().put(additionalData.length, input);
    return outAt;
  }

  /** Takes the output and wipes all three. */
  private byte[] unstage(int outAt, int outputLength) {
    byte[] output = new byte[outputLength];
    message.bytes().get(outAt, output);
    wipe(message, outAt + outputLength);
    return output;
  }

  private static long addressOf(NativeBuffer buffer, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, buffer.size());
    if (buffer.address() == 0) {
      throw new IllegalArgumentException("this buffer has no address for native calls");
    }
    return buffer.address() + offset;
  }

  private void setNonce(long counter) {
    // the buffer is big-endian, the counter little-endian [WG 5.4.6]; the first four bytes stay 0
    scratch.bytes().putLong(COUNTER_AT, Long.reverseBytes(counter));
  }

  final long nonceAddress() {
    return scratch.address() + NONCE_AT;
  }

  /** Where the C functions write how much they wrote, which we know. */
  final long lengthAddress() {
    return scratch.address() + LENGTH_AT;
  }

  /** Copies a key out of the heap; {@link #wipeKey} follows as soon as the library has it. */
  final long exposeKey(Secret key) {
    scratch.bytes().put(KEY_AT, key.exposeBytes());
    return scratch.address() + KEY_AT;
  }

  final void wipeKey() {
    scratch.bytes().put(KEY_AT, ZEROS);
  }

  private static void wipe(NativeBuffer buffer, int bytes) {
    for (int i = 0; i < bytes; i++) {
      buffer.bytes().put(i, (byte) 0);
    }
  }

  /** More memory for a message longer than any before. */
  abstract NativeBuffer allocate(int bytes);

  /** Seals {@code length} bytes at {@code in} to {@code out}, tag behind them. */
  abstract void sealAt(
      Secret key, long additionalData, int additionalDataLength, long in, int length, long out);

  /** Opens {@code length} bytes at {@code in}, tag behind them, to {@code out}. */
  abstract boolean openAt(
      Secret key, long additionalData, int additionalDataLength, long in, int length, long out);
}
