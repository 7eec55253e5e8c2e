package io.omniedge.tun;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A block of memory outside the Java heap, reachable both as a {@link ByteBuffer} and by its
 * address.
 *
 * <p>Java code reads and writes through {@link #bytes()} with absolute indexes (network byte
 * order); native calls take {@link #address()} plus an offset. One buffer is made once and lives as
 * long as its owner: it is freed by the garbage collector together with the {@code ByteBuffer}, so
 * the owner keeps the {@code NativeBuffer} reachable during every native call that uses its
 * address.
 *
 * <p>Not thread-safe: one thread at a time uses a buffer.
 */
public final class NativeBuffer {
  private final ByteBuffer bytes;
  private final long address;

  /**
   * Wraps a direct buffer.
   *
   * @param direct a direct buffer; its position and limit are ignored
   * @param address the address of its first byte, or 0 if no native call will ever see it (tests of
   *     pure Java code)
   */
  public NativeBuffer(ByteBuffer direct, long address) {
    if (!direct.isDirect()) {
      throw new IllegalArgumentException("a heap buffer has no address");
    }
    this.bytes = direct.duplicate().clear().order(ByteOrder.BIG_ENDIAN);
    this.address = address;
  }

  /** The memory in network byte order; use absolute indexes, never its position. */
  public ByteBuffer bytes() {
    return bytes;
  }

  /** The address of byte 0. */
  public long address() {
    return address;
  }

  /** Size in bytes. */
  public int size() {
    return bytes.capacity();
  }
}
