package io.omniedge.tun;

import java.util.Set;

/**
 * A layer-3 (TUN) or layer-2 (TAP) device, read (and answered) by one thread and written by one
 * other, and by any that has an {@link Injector}.
 *
 * <p>Every packet is preceded by a 10-byte virtio-net header (native little-endian), whatever the
 * kernel supports: where the kernel gives none, the device supplies a zero header and strips it
 * again.
 *
 * <p>Results are byte counts or negated error numbers; nothing is thrown and nothing allocated on
 * this path.
 */
public interface TunDevice extends AutoCloseable {
  /** Length of the virtio-net header before each packet. */
  int VIRTIO_HEADER_BYTES = 10;

  /** The largest packet with its virtio-net header. */
  int MAX_READ_BYTES = VIRTIO_HEADER_BYTES + 65535;

  /** The interface name the kernel gave. */
  String name();

  /**
   * What was agreed with the kernel: {@link Offload#TUN_TSO}, {@link Offload#TUN_USO}, both or
   * none.
   */
  Set<Offload> offloads();

  /**
   * Reads one packet or superpacket with its virtio-net header to {@code buffer[offset..)}, without
   * waiting.
   *
   * @return bytes including the header, 0 when nothing waits, or a negated error number ({@code
   *     -EBADF} after close)
   */
  int read(NativeBuffer buffer, int offset);

  /**
   * Waits until something can be read, {@link #wake()} is called, or the device is closed.
   *
   * @return true to go on, false once the device is closed
   */
  boolean awaitReadable();

  /** Ends a present or the next {@link #awaitReadable()}; any thread. */
  void wake();

  /**
   * Writes one packet or superpacket gathered from pieces of one buffer; the first piece starts
   * with the virtio-net header.
   *
   * @return bytes written or a negated error number
   */
  int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces);

  /**
   * Writes one packet back, with its virtio-net header at {@code buffer[offset .. +length)}; for
   * the thread that reads, to answer whoever sent what was read.
   *
   * @return bytes written or a negated error number
   */
  int answer(NativeBuffer buffer, int offset, int length);

  /** One more thread's way to write packets, for few of them. */
  Injector newInjector();

  /** One thread's way to write single packets beside the thread that carries the traffic. */
  interface Injector {
    /**
     * Writes one packet, with its virtio-net header at {@code buffer[offset .. +length)}.
     *
     * @return bytes written or a negated error number
     */
    int write(NativeBuffer buffer, int offset, int length);
  }

  /** Removes the device unless it is persistent; idempotent; readers and writers come back. */
  @Override
  void close();
}
