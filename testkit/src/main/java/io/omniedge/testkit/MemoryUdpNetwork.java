package io.omniedge.testkit;

import io.omniedge.tun.Endpoint;
import io.omniedge.tun.Offload;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * A network of UDP sockets without a kernel: a datagram sent to the address of a socket waits in
 * its queue at once, in order; one to nobody, or to a full queue, is lost and counted. Any thread.
 */
public final class MemoryUdpNetwork {
  private final Map<Endpoint, MemoryUdp> sockets = new HashMap<>();
  private final int capacity;
  private long lost;

  /**
   * Without sockets.
   *
   * @param capacity datagrams a socket holds until it receives them
   */
  public MemoryUdpNetwork(int capacity) {
    this.capacity = capacity;
  }

  /**
   * A socket at this address.
   *
   * @param offloads what it claims to have agreed with a kernel; with {@link Offload#UDP_GRO} it
   *     joins datagrams of one source and size as the kernel would
   * @throws IllegalStateException if there already is one
   */
  public synchronized MemoryUdp open(Endpoint address, Set<Offload> offloads) {
    MemoryUdp socket = new MemoryUdp(this, address, offloads, capacity);
    if (sockets.putIfAbsent(address, socket) != null) {
      throw new IllegalStateException(address + " is taken");
    }
    return socket;
  }

  /** Datagrams that reached nobody. */
  public synchronized long lost() {
    return lost;
  }

  synchronized void send(Endpoint from, Endpoint to, byte[] datagram) {
    MemoryUdp socket = sockets.get(to);
    if (socket == null || !socket.accept(from, datagram)) {
      lost++;
    }
  }

  synchronized void remove(Endpoint address, MemoryUdp socket) {
    sockets.remove(address, socket);
  }
}
