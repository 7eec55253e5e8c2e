package io.omniedge.testkit;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.linux.libc.Errno;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A TUN device without a kernel: one bounded queue of packets to be read, one of packets that were
 * written. Packets are byte arrays with the virtio-net header in front. Any thread; nothing happens
 * by itself, so that a test without threads is deterministic.
 */
public final class MemoryTun implements TunDevice {
  private final String name;
  private final Set<Offload> offloads;
  private final int capacity;
  private final Queue<byte[]> toRead = new ArrayDeque<>();
  private final Queue<byte[]> written = new ArrayDeque<>();
  private boolean woken;
  private boolean closed;

  /**
   * Empty and open.
   *
   * @param offloads what it claims to have agreed with a kernel
   * @param capacity packets per queue
   */
  public MemoryTun(String name, Set<Offload> offloads, int capacity) {
    this.name = name;
    this.offloads = Set.copyOf(offloads);
    this.capacity = capacity;
  }

  /** Hands a packet (with its header) to whoever reads the device; false if the queue is full. */
  public synchronized boolean deliver(byte[] packet) {
    if (closed || toRead.size() >= capacity) {
      return false;
    }
    toRead.add(packet.clone());
    notifyAll();
    return true;
  }

  /** The next packet that was written to the device, or null. */
  public synchronized byte @Nullable [] pollWritten() {
    return written.poll();
  }

  /** As {@link #pollWritten()}, but waits; null once the device is closed and nothing is left. */
  public synchronized byte @Nullable [] awaitWritten() throws InterruptedException {
    while (written.isEmpty() && !closed) {
      wait();
    }
    return written.poll();
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Offload> offloads() {
    return offloads;
  }

  /** A packet that is longer than the room left is cut, as the kernel does. */
  @Override
  public synchronized int read(NativeBuffer buffer, int offset) {
    if (closed) {
      return -Errno.EBADF;
    }
    byte[] packet = toRead.poll();
    if (packet == null) {
      return 0;
    }
    int length = Math.min(packet.length, buffer.size() - offset);
    buffer.bytes().put(offset, packet, 0, length);
    return length;
  }

  /** An interrupt of the thread counts as a wake, and stays visible to the thread. */
  @Override
  public synchronized boolean awaitReadable() {
    try {
      while (toRead.isEmpty() && !woken && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    woken = false;
    return !closed;
  }

  @Override
  public synchronized void wake() {
    woken = true;
    notifyAll();
  }

  /** {@code -ENOBUFS} if the queue is full. */
  @Override
  public synchronized int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
    if (closed) {
      return -Errno.EBADF;
    }
    if (pieces <= 0 || lengths[0] < VIRTIO_HEADER_BYTES) {
      return -Errno.EINVAL;
    }
    if (written.size() >= capacity) {
      return -Errno.ENOBUFS;
    }
    ByteArrayOutputStream packet = new ByteArrayOutputStream();
    for (int i = 0; i < pieces; i++) {
      byte[] piece = new byte[lengths[i]];
      buffer.bytes().get(offsets[i], piece);
      packet.writeBytes(piece);
    }
    written.add(packet.toByteArray());
    notifyAll();
    return packet.size();
  }

  @Override
  public int answer(NativeBuffer buffer, int offset, int length) {
    return write(buffer, new int[] {offset}, new int[] {length}, 1);
  }

  @Override
  public Injector newInjector() {
    return this::answer;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
