package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.noise.TransportData;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Limits;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Opens data messages and decides whether the packet in them may pass. Belongs to the one inbound
 * thread of its device, as does its AEAD; allocates nothing.
 */
public final class Opener {
  private static final int IPV4_HEADER_BYTES = 20;
  private static final int IPV6_HEADER_BYTES = 40;

  private final Aead aead;
  private final IndexTable indexes;
  private final AllowedIps<Peer> allowedIps;
  private final DropCounters drops;
  private @Nullable Peer sender;

  Opener(Aead aead, IndexTable indexes, AllowedIps<Peer> allowedIps, DropCounters drops) {
    this.aead = aead;
    this.indexes = indexes;
    this.allowedIps = allowedIps;
    this.drops = drops;
  }

  /**
   * Opens {@code datagram[offset .. +length)} in place.
   *
   * @return length of the IP packet at {@code offset + 16}, without padding; 0 for a keepalive; -1
   *     if it was dropped and counted
   */
  public int open(NativeBuffer datagram, int offset, int length, long now) {
    sender = null;
    ByteBuffer bytes = datagram.bytes();
    if (length < TransportData.MIN_BYTES || bytes.getInt(offset) != MessageType.DATA.word()) {
      return drop(Drop.MESSAGE_MALFORMED);
    }
    IndexTable.Entry entry =
        indexes.find(Integer.reverseBytes(bytes.getInt(offset + TransportData.RECEIVER)));
    Session session = entry == null ? null : entry.session();
    if (entry == null || session == null) {
      return drop(Drop.INDEX_UNKNOWN);
    }
    if (session.ageNanos(now) >= Limits.REJECT_AFTER_TIME) {
      return drop(Drop.SESSION_EXPIRED);
    }
    long counter = Long.reverseBytes(bytes.getLong(offset + TransportData.COUNTER));
    if (counter < 0 || counter >= Limits.REJECT_AFTER_MESSAGES) {
      return drop(Drop.COUNTER_EXHAUSTED);
    }
    int packet = offset + TransportData.PACKET;
    if (!aead.open(
        session.receiveKey(), counter, datagram, packet, length - TransportData.PACKET)) {
      return drop(Drop.DATA_FORGED);
    }
    if (session.isClosed()) {
      return drop(Drop.SESSION_CLOSED);
    }
    // Only now: a forged packet must not move the window.
    if (!session.replayWindow().accept(counter)) {
      return drop(Drop.DATA_REPLAYED);
    }
    int plaintext = length - TransportData.OVERHEAD;
    entry.peer.received(session, now, length, plaintext == 0);
    sender = entry.peer;
    return plaintext == 0 ? 0 : admit(entry.peer, bytes, packet, plaintext);
  }

  /**
   * The peer that sealed the last datagram, whatever became of the packet in it; null if it was not
   * authentic or replayed. The peer is to be reached where that datagram came from.
   */
  public @Nullable Peer peer() {
    return sender;
  }

  /** The length of the IP packet if it is one, and its source address belongs to the peer. */
  private int admit(Peer peer, ByteBuffer bytes, int packet, int available) {
    int version = bytes.get(packet) >>> 4 & 0xf;
    if (version == 4 && available >= IPV4_HEADER_BYTES) {
      int total = bytes.getShort(packet + 2) & 0xffff;
      if (total < IPV4_HEADER_BYTES || total > available) {
        return drop(Drop.INNER_PACKET_MALFORMED);
      }
      Peer owner = allowedIps.lookup4(bytes.getInt(packet + 12));
      return peer.equals(owner) ? total : drop(Drop.SOURCE_NOT_ALLOWED);
    }
    if (version == 6 && available >= IPV6_HEADER_BYTES) {
      int total = IPV6_HEADER_BYTES + (bytes.getShort(packet + 4) & 0xffff);
      if (total > available) {
        return drop(Drop.INNER_PACKET_MALFORMED);
      }
      Peer owner = allowedIps.lookup6(bytes.getLong(packet + 8), bytes.getLong(packet + 16));
      return peer.equals(owner) ? total : drop(Drop.SOURCE_NOT_ALLOWED);
    }
    return drop(Drop.INNER_PACKET_MALFORMED);
  }

  private int drop(Drop reason) {
    drops.count(reason);
    return -1;
  }
}
