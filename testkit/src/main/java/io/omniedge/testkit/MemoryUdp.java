package io.omniedge.testkit;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.libc.Errno;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket of a {@link MemoryUdpNetwork}. Sources it reports carry its own address as the local
 * one, as {@link io.omniedge.tun.linux.LinuxUdpSocket} does. Any thread.
 */
public final class MemoryUdp implements UdpSocket {
  private static final int MAX_DATAGRAM_BYTES = 65_507;
  private static final int SLOT_BYTES = 1 << 16;
  private static final int HEADROOM = 64;

  private final MemoryUdpNetwork network;
  private final Endpoint address;
  private final Set<Offload> offloads;
  private final int capacity;
  private final Queue<Datagram> waiting = new ArrayDeque<>();
  private final List<String> classes = new ArrayList<>();
  private int fwmark;
  private boolean closed;

  private static final class Datagram {
    final Endpoint from;
    final byte[] bytes;

    Datagram(Endpoint from, byte[] bytes) {
      this.from = from;
      this.bytes = bytes;
    }
  }

  MemoryUdp(MemoryUdpNetwork network, Endpoint address, Set<Offload> offloads, int capacity) {
    this.network = network;
    this.address = address;
    this.offloads = Set.copyOf(offloads);
    this.capacity = capacity;
  }

  /** Called under the lock of the network, which is always taken first. */
  synchronized boolean accept(Endpoint from, byte[] bytes) {
    if (closed || waiting.size() >= capacity) {
      return false;
    }
    Endpoint source =
        new Endpoint(
            from.addressHigh(),
            from.addressLow(),
            from.port(),
            from.scopeId(),
            address.addressHigh(),
            address.addressLow());
    waiting.add(new Datagram(source, bytes));
    notifyAll();
    return true;
  }

  @Override
  public int port() {
    return address.port();
  }

  @Override
  public Set<Offload> offloads() {
    return offloads;
  }

  @Override
  public synchronized int setFwmark(int mark) {
    fwmark = mark;
    return closed ? -Errno.EBADF : 0;
  }

  /** What {@link #setFwmark} set last. */
  public synchronized int fwmark() {
    return fwmark;
  }

  @Override
  public Sender newSender() {
    return this::send;
  }

  /** DSCP and priority of each call of a sender, oldest first: {@code "46/0x6f0016"}. */
  public synchronized List<String> sentClasses() {
    return List.copyOf(classes);
  }

  private int send(
      NativeBuffer buffer,
      int offset,
      int length,
      int segmentSize,
      Endpoint to,
      int dscp,
      int priority) {
    synchronized (this) {
      if (closed) {
        return -Errno.EBADF;
      }
      if (classes.size() < capacity) {
        classes.add(dscp + "/0x" + Integer.toHexString(priority));
      }
    }
    if (Math.min(segmentSize, length) > MAX_DATAGRAM_BYTES) {
      return -Errno.EMSGSIZE;
    }
    for (int at = 0; at < length; at += segmentSize) {
      byte[] datagram = new byte[Math.min(segmentSize, length - at)];
      buffer.bytes().get(offset + at, datagram);
      network.send(address, to, datagram);
    }
    return 0;
  }

  @Override
  public Receiver newReceiver(int slots) {
    return new MemoryReceiver(slots);
  }

  @Override
  public void close() {
    network.remove(address, this);
    synchronized (this) {
      closed = true;
      notifyAll();
    }
  }

  /** Fills slots from the queue of the socket. */
  private final class MemoryReceiver implements Receiver {
    private final NativeBuffer buffer;
    private final Endpoint[] sources;
    private final int[] lengths;
    private final int[] segmentSizes;

    MemoryReceiver(int slots) {
      this.buffer = LibcLoader.system().allocate(slots * (HEADROOM + SLOT_BYTES));
      this.sources = new Endpoint[slots];
      this.lengths = new int[slots];
      this.segmentSizes = new int[slots];
    }

    @Override
    public NativeBuffer buffer() {
      return buffer;
    }

    @Override
    public int receive() {
      synchronized (MemoryUdp.this) {
        try {
          while (waiting.isEmpty() && !closed) {
            MemoryUdp.this.wait();
          }
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return -Errno.EINTR;
        }
        if (closed) {
          return -Errno.EBADF;
        }
        int filled = 0;
        while (filled < sources.length && !waiting.isEmpty()) {
          fill(filled++, waiting.remove());
        }
        return filled;
      }
    }

    private void fill(int slot, Datagram first) {
      int segment = first.bytes.length;
      sources[slot] = first.from;
      segmentSizes[slot] = segment;
      buffer.bytes().put(offset(slot), first.bytes);
      lengths[slot] = segment;
      if (!offloads.contains(Offload.UDP_GRO) || segment == 0) {
        return;
      }
      int joined = 1;
      int last = segment;
      while (last == segment && joined < MAX_SEGMENTS && joins(slot, waiting.peek())) {
        byte[] next = waiting.remove().bytes;
        buffer.bytes().put(offset(slot) + lengths[slot], next);
        lengths[slot] += next.length;
        last = next.length;
        joined++;
      }
    }

    /** Same source, not longer than the first, and all together no more than a datagram. */
    private boolean joins(int slot, @Nullable Datagram next) {
      return next != null
          && next.from.equals(sources[slot])
          && next.bytes.length > 0
          && next.bytes.length <= segmentSizes[slot]
          && lengths[slot] + next.bytes.length <= MAX_DATAGRAM_BYTES;
    }

    @Override
    public int offset(int i) {
      return i * (HEADROOM + SLOT_BYTES) + HEADROOM;
    }

    @Override
    public int length(int i) {
      return lengths[i];
    }

    @Override
    public int segmentSize(int i) {
      return segmentSizes[i];
    }

    @Override
    public boolean isFrom(int i, Endpoint endpoint) {
      return sources[i].equals(endpoint) && sources[i].sameLocal(endpoint);
    }

    @Override
    public long sourceKey(int i) {
      Endpoint source = sources[i];
      return source.isIpv4() ? source.addressLow() : source.addressHigh();
    }

    @Override
    public Endpoint source(int i) {
      return sources[i];
    }
  }
}
