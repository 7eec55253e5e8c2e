package io.omniedge.transport.crypto.libcrypto;

import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.NativeBuffer;
import java.util.Arrays;

/**
 * The way of keys out of the heap and back, the same for both libraries. One call at a time uses
 * the memory, which is wiped before it ends.
 */
abstract class NativeKeyAgreement implements KeyAgreement {
  private static final int PRIVATE_AT = 0;
  private static final int PEER_AT = 32;
  private static final int RESULT_AT = 64;
  private static final int LENGTH_AT = 96;
  private static final int SCRATCH_BYTES = 104;
  private static final byte[] ZEROS = new byte[SCRATCH_BYTES];

  private final String name;
  private final NativeBuffer scratch;

  NativeKeyAgreement(String name, NativeBuffer scratch) {
    this.name = name;
    this.scratch = scratch;
  }

  static int scratchBytes() {
    return SCRATCH_BYTES;
  }

  @Override
  public final String name() {
    return name;
  }

  @Override
  public final synchronized PublicKey publicKey(Secret privateKey) {
    byte[] result = new byte[PublicKey.BYTES];
    try {
      scratch.bytes().put(PRIVATE_AT, privateKey.exposeBytes());
      putLength();
      publicKeyAt(address(PRIVATE_AT), address(RESULT_AT), address(LENGTH_AT));
      scratch.bytes().get(RESULT_AT, result);
    } finally {
      scratch.bytes().put(0, ZEROS);
    }
    return PublicKey.copyOf(result);
  }

  @Override
  public final synchronized boolean agree(Secret privateKey, PublicKey peer, byte[] shared) {
    try {
      scratch.bytes().put(PRIVATE_AT, privateKey.exposeBytes());
      scratch.bytes().put(PEER_AT, peer.bytes());
      putLength();
      boolean agreed =
          agreeAt(address(PRIVATE_AT), address(PEER_AT), address(RESULT_AT), address(LENGTH_AT));
      if (agreed) {
        scratch.bytes().get(RESULT_AT, shared, 0, SHARED_BYTES);
      } else {
        Arrays.fill(shared, (byte) 0);
      }
      return agreed;
    } finally {
      scratch.bytes().put(0, ZEROS);
    }
  }

  private void putLength() {
    scratch.bytes().putLong(LENGTH_AT, Long.reverseBytes(SHARED_BYTES));
  }

  private long address(int offset) {
    return scratch.address() + offset;
  }

  /** Writes the 32 bytes of the public key; {@code length} points to a size_t of 32. */
  abstract void publicKeyAt(long privateKey, long publicKey, long length);

  /** Writes the shared secret; false for a peer of low order. */
  abstract boolean agreeAt(long privateKey, long peer, long shared, long length);
}
