package io.omniedge.bench;

import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A TUN that is given one packet at a time and notes when it was read; writes go nowhere. */
final class MemoryTunDevice implements TunDevice {
  private final String name;
  private byte @Nullable [] next;
  private boolean closed;
  private volatile long readNanos;

  MemoryTunDevice(String name) {
    this.name = name;
  }

  /** Gives it a packet with its virtio-net header. */
  synchronized void give(byte[] packet) {
    next = packet;
    notifyAll();
  }

  /** When the last packet was read. */
  long readNanos() {
    return readNanos;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Set<Offload> offloads() {
    return Set.of();
  }

  @Override
  public synchronized int read(NativeBuffer buffer, int offset) {
    byte[] packet = next;
    if (packet == null) {
      return 0;
    }
    next = null;
    buffer.bytes().put(offset, packet);
    readNanos = System.nanoTime();
    return packet.length;
  }

  @Override
  public synchronized boolean awaitReadable() {
    try {
      while (next == null && !closed) {
        wait();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !closed;
  }

  @Override
  public void wake() {}

  @Override
  public int write(NativeBuffer buffer, int[] offsets, int[] lengths, int pieces) {
    return lengths[0];
  }

  @Override
  public int answer(NativeBuffer buffer, int offset, int length) {
    return length;
  }

  @Override
  public Injector newInjector() {
    return (buffer, offset, length) -> length;
  }

  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
