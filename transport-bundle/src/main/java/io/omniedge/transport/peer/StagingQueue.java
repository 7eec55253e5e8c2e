package io.omniedge.transport.peer;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Packets that wait for a session, oldest first, at most 128 and 512 KiB.
 *
 * <p>Filled by data threads, emptied by the control thread. It has a lock because it is no part of
 * the fast path: a packet comes here only while there is no session, and the lock is held for one
 * queue operation, never while a packet is copied or sealed.
 */
final class StagingQueue {
  static final int MAX_PACKETS = 128;
  static final int MAX_BYTES = 512 * 1024;

  /** Made for the first packet: of 1,000 peers few ever stage one. */
  private @Nullable ArrayDeque<byte[]> packets;

  private int bytes;

  /** Adds a packet (or an empty one, a keepalive); returns how many had to go for it. */
  synchronized int add(byte[] packet) {
    if (packets == null) {
      packets = new ArrayDeque<>();
    }
    int dropped = 0;
    while (packets.size() >= MAX_PACKETS || (bytes + packet.length > MAX_BYTES && bytes > 0)) {
      bytes -= packets.remove().length;
      dropped++;
    }
    packets.add(packet);
    bytes += packet.length;
    return dropped;
  }

  synchronized byte @Nullable [] poll() {
    byte[] packet = packets == null ? null : packets.poll();
    if (packet == null) {
      packets = null;
      return null;
    }
    bytes -= packet.length;
    return packet;
  }

  synchronized boolean isEmpty() {
    return packets == null || packets.isEmpty();
  }

  /** Empties the queue; returns how many packets with data there were. */
  synchronized int clear() {
    int withData = 0;
    if (packets != null) {
      for (byte[] packet : packets) {
        withData += packet.length > 0 ? 1 : 0;
      }
    }
    packets = null;
    bytes = 0;
    return withData;
  }
}
