package io.omniedge.transport.crypto;

import io.omniedge.tun.NativeBuffer;
import java.util.Arrays;

/**
 * BLAKE2s (RFC 7693) and what WireGuard builds from it [WG 5.4]: {@code Hash}, {@code Mac}, {@code
 * Hmac} and {@code Kdf1..3}.
 *
 * <p>An instance belongs to one thread and keeps nothing secret between calls. A provider supplies
 * the steps at the bottom; everything else is written once, here. Outputs may be the same array as
 * an input of the same call: every result is complete before it is written.
 */
public abstract class Blake2s {
  /** Length of {@code Hash} and {@code Hmac}, in bytes. */
  public static final int HASH_BYTES = 32;

  /** Length of {@code Mac}, in bytes. */
  public static final int MAC_BYTES = 16;

  private static final int BLOCK_BYTES = 64;
  private static final byte[] NO_KEY = {};

  private final byte[] pad = new byte[BLOCK_BYTES];
  private final byte[] inner = new byte[HASH_BYTES];
  private final byte[] extracted = new byte[HASH_BYTES];
  private final byte[] expanded = new byte[HASH_BYTES + 1];
  private final byte[] mac = new byte[MAC_BYTES];

  /** For providers. */
  protected Blake2s() {}

  /** The provider's name as shown in the status. */
  public abstract String name();

  /** {@code out = Hash(input)}, 32 bytes. */
  public final void hash(byte[] out, byte[] input) {
    begin(NO_KEY, HASH_BYTES);
    update(input, 0, input.length);
    finish(out, 0);
  }

  /** {@code out = Hash(first ‖ second)}, 32 bytes. */
  public final void hash(byte[] out, byte[] first, byte[] second) {
    begin(NO_KEY, HASH_BYTES);
    update(first, 0, first.length);
    update(second, 0, second.length);
    finish(out, 0);
  }

  /**
   * {@code out = Keyed-Blake2s(key, input[offset .. +length), out.length)}.
   *
   * @param out 16 bytes for WireGuard's {@code Mac}; any length from 1 to 32 works
   * @param key 1 to 32 bytes
   */
  public final void mac(byte[] out, byte[] key, byte[] input, int offset, int length) {
    begin(key, out.length);
    update(input, offset, length);
    finish(out, 0);
  }

  /**
   * Whether the 16 bytes at {@code buffer[offset + length ..]} are {@code Mac(key, buffer[offset ..
   * +length))}. Does not allocate, compares in constant time: made for the first look at handshake
   * messages from strangers.
   *
   * @param key 32 bytes that need not be secret; the instance may remember them
   */
  public final boolean macFollows(byte[] key, NativeBuffer buffer, int offset, int length) {
    beginCheck(key);
    update(buffer, offset, length);
    finish(mac, 0);
    int difference = 0;
    for (int i = 0; i < MAC_BYTES; i++) {
      difference |= mac[i] ^ buffer.bytes().get(offset + length + i);
    }
    return difference == 0;
  }

  /**
   * {@code out = HMAC-Blake2s(key, input)}, 32 bytes [RFC 2104].
   *
   * @param key at most 64 bytes
   */
  public final void hmac(byte[] out, byte[] key, byte[] input) {
    hmac(out, key, key.length, input, input.length);
  }

  /** {@code t1 = Kdf1(key, input)}, 32 bytes. */
  public final void kdf1(byte[] t1, byte[] key, byte[] input) {
    extract(key, input);
    expandFirst(t1);
    wipe();
  }

  /** {@code (t1, t2) = Kdf2(key, input)}, 32 bytes each, in two different arrays. */
  public final void kdf2(byte[] t1, byte[] t2, byte[] key, byte[] input) {
    extract(key, input);
    expandFirst(t1);
    expandNext(t2, 2);
    wipe();
  }

  /** {@code (t1, t2, t3) = Kdf3(key, input)}, 32 bytes each, in three different arrays. */
  public final void kdf3(byte[] t1, byte[] t2, byte[] t3, byte[] key, byte[] input) {
    extract(key, input);
    expandFirst(t1);
    expandNext(t2, 2);
    expandNext(t3, 3);
    wipe();
  }

  /** t0 = Hmac(key, input) */
  private void extract(byte[] key, byte[] input) {
    hmac(extracted, key, key.length, input, input.length);
  }

  /** t1 = Hmac(t0, 0x1) */
  private void expandFirst(byte[] out) {
    expanded[0] = 1;
    hmac(expanded, extracted, HASH_BYTES, expanded, 1);
    System.arraycopy(expanded, 0, out, 0, HASH_BYTES);
  }

  /** ti = Hmac(t0, t(i-1) ‖ i) */
  private void expandNext(byte[] out, int index) {
    expanded[HASH_BYTES] = (byte) index;
    hmac(expanded, extracted, HASH_BYTES, expanded, HASH_BYTES + 1);
    System.arraycopy(expanded, 0, out, 0, HASH_BYTES);
  }

  private void hmac(byte[] out, byte[] key, int keyLength, byte[] input, int inputLength) {
    if (keyLength > BLOCK_BYTES) {
      throw new IllegalArgumentException("an HMAC key has at most 64 bytes, not " + keyLength);
    }
    begin(NO_KEY, HASH_BYTES);
    updatePad(key, keyLength, 0x36);
    update(input, 0, inputLength);
    finish(inner, 0);
    begin(NO_KEY, HASH_BYTES);
    updatePad(key, keyLength, 0x5c);
    update(inner, 0, HASH_BYTES);
    finish(out, 0);
    Arrays.fill(inner, (byte) 0);
    Arrays.fill(pad, (byte) 0);
  }

  private void updatePad(byte[] key, int keyLength, int fill) {
    Arrays.fill(pad, (byte) fill);
    for (int i = 0; i < keyLength; i++) {
      pad[i] ^= key[i];
    }
    update(pad, 0, BLOCK_BYTES);
  }

  private void wipe() {
    Arrays.fill(extracted, (byte) 0);
    Arrays.fill(expanded, (byte) 0);
  }

  /**
   * Starts a computation.
   *
   * @param key empty for an unkeyed hash, else up to 32 bytes
   * @param outBytes length of the result, 1 to 32
   */
  protected abstract void begin(byte[] key, int outBytes);

  /**
   * The same for a MAC of 16 bytes and a key that stays for many messages of at least one byte, and
   * is no secret.
   */
  protected void beginCheck(byte[] key) {
    begin(key, MAC_BYTES);
  }

  /** Adds bytes of an array. */
  protected abstract void update(byte[] input, int offset, int length);

  /** Adds bytes from outside the heap, without allocating. */
  protected abstract void update(NativeBuffer input, int offset, int length);

  /** Writes the result and forgets everything. */
  protected abstract void finish(byte[] out, int offset);
}
