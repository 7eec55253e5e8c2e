package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.noise.TransportData;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What the control thread sends by itself: handshake messages, keepalives, staged packets. */
final class Outgoing {
  private static final byte[] KEEPALIVE = {};
  private static final byte[] NO_ADDITIONAL_DATA = {};

  private final Aead aead;
  private final WireGuardDevice.Outbox outbox;
  private final DropCounters drops;
  private int mtu;

  Outgoing(Aead aead, WireGuardDevice.Outbox outbox, DropCounters drops) {
    this.aead = aead;
    this.outbox = outbox;
    this.drops = drops;
  }

  void mtu(int newMtu) {
    mtu = newMtu;
  }

  /** Sends an initiation or response. */
  void handshake(Peer peer, byte[] message, long now) {
    Endpoint to = peer.endpoint();
    if (to == null) {
      drops.count(Drop.ENDPOINT_UNKNOWN);
      return;
    }
    outbox.send(to, message, message.length);
    peer.messageSent(now, message.length);
  }

  /** Sends a cookie reply, to someone who need not be a peer. */
  void cookieReply(Endpoint to, byte[] message) {
    outbox.send(to, message, message.length);
  }

  /** Puts a keepalive in the queue, unless something is there that does the same. */
  void stageKeepalive(Peer peer) {
    if (peer.staged().isEmpty()) {
      peer.stage(KEEPALIVE);
    }
  }

  /**
   * Sends what is staged. Returns false, with packets left in the queue, if there is no session to
   * send with.
   */
  boolean flush(Peer peer, long now) {
    while (!peer.staged().isEmpty()) {
      Session session = peer.sendingSession(now);
      Endpoint to = peer.endpoint();
      long counter = session == null ? -1 : session.reserveCounters(1);
      if (session == null || counter < 0) {
        return false;
      }
      byte[] packet = peer.staged().poll();
      if (packet == null) {
        return true;
      }
      if (to == null) {
        drops.count(Drop.ENDPOINT_UNKNOWN);
      } else {
        seal(peer, session, counter, packet, to, now);
      }
    }
    return true;
  }

  private void seal(
      Peer peer, Session session, long counter, byte[] packet, Endpoint to, long now) {
    byte[] padded = Arrays.copyOf(packet, TransportData.paddedLength(packet.length, mtu));
    // msg.packet := Aead(T_send_m, N_send_m, P, ε)
    byte[] sealed = aead.seal(session.sendKey(), counter, padded, NO_ADDITIONAL_DATA);
    byte[] message =
        ByteBuffer.allocate(TransportData.PACKET + sealed.length)
            .putInt(MessageType.DATA.word())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putInt(session.remoteIndex())
            .putLong(counter)
            .put(sealed)
            .array();
    outbox.send(to, message, message.length);
    if (packet.length > 0) {
      peer.sent(session, now, message.length);
    } else {
      peer.messageSent(now, message.length);
    }
  }
}
