package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeCrypto;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.InitiatorHandshake;
import io.omniedge.transport.noise.LocalIdentity;
import io.omniedge.transport.noise.Mac1Checker;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.noise.RemoteIdentity;
import io.omniedge.transport.noise.ResponderHandshake;
import io.omniedge.transport.peer.Peer.Rotation;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Limits;
import io.omniedge.transport.session.Session;
import io.omniedge.transport.timer.Timer;
import io.omniedge.tun.Endpoint;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Handshakes of all peers, in both directions, and the sessions that come of them. Control thread
 * only.
 *
 * <p>Our own initiation and the answer to the peer's do not disturb each other: when both sides
 * initiate at the same time, both handshakes complete, and each side can open what the other seals
 * with either.
 */
final class Handshaker {
  private final HandshakeCrypto crypto;
  private final RandomGenerator random;
  private final HandshakeTimestamps timestamps;
  private final Map<PublicKey, Peer> peers;
  private final IndexTable indexes;
  private final DropCounters drops;
  private final Outgoing outgoing;

  /** Read by the inbound thread too, for the first look at a message. */
  private volatile @Nullable LocalIdentity local;

  Handshaker(
      HandshakeCrypto crypto,
      RandomGenerator random,
      HandshakeTimestamps timestamps,
      Map<PublicKey, Peer> peers,
      IndexTable indexes,
      DropCounters drops,
      Outgoing outgoing) {
    this.crypto = crypto;
    this.random = random;
    this.timestamps = timestamps;
    this.peers = peers;
    this.indexes = indexes;
    this.drops = drops;
    this.outgoing = outgoing;
  }

  @Nullable LocalIdentity local() {
    return local;
  }

  /** Another identity: the agreements with all peers are computed anew, the old keys wiped. */
  void local(@Nullable LocalIdentity identity) {
    LocalIdentity old = local;
    local = identity;
    for (Peer peer : peers.values()) {
      agree(peer);
    }
    if (old != null) {
      old.privateKey().wipe();
    }
  }

  /** DH(S_priv of ours, S_pub of theirs), computed once for all handshakes with a peer. */
  void agree(Peer peer) {
    PeerHandshake handshake = peer.handshake();
    forgetAgreement(peer);
    LocalIdentity identity = local;
    byte[] shared = new byte[KeyAgreement.SHARED_BYTES];
    if (identity != null
        && crypto.x25519().agree(identity.privateKey(), peer.publicKey(), shared)) {
      handshake.staticStatic = Secret.copyOf(shared);
    }
    Arrays.fill(shared, (byte) 0);
  }

  void forgetAgreement(Peer peer) {
    PeerHandshake handshake = peer.handshake();
    if (handshake.staticStatic != null) {
      handshake.staticStatic.wipe();
      handshake.staticStatic = null;
    }
  }

  /** Traffic wants a session, or a newer one. */
  void wanted(Peer peer, long now) {
    Session session = peer.sendingSession(now);
    if (session != null && !session.rekeyDueOnSend(now)) {
      // The wish crossed a handshake that has just been completed.
      outgoing.flush(peer, now);
      return;
    }
    peer.handshake().attemptStarts(now);
    long wait = peer.handshake().nanosUntilMayInitiate(now);
    if (wait == 0) {
      initiate(peer, now);
    } else if (!peer.timers().isArmed(Timer.RETRANSMIT_HANDSHAKE)) {
      // We responded a moment ago and wait for the confirmation: try ourselves if none comes.
      peer.timers().handshakeInitiated(now + wait - Limits.REKEY_TIMEOUT, jitter());
    }
  }

  /** The peer no longer answers: it may have lost the session. */
  void renew(Peer peer, long now) {
    peer.handshake().attemptStarts(now);
    if (peer.handshake().nanosUntilMayInitiate(now) == 0) {
      initiate(peer, now);
    }
  }

  /** Sends what is staged, or gets a session for it. */
  void flushOrInitiate(Peer peer, long now) {
    if (!outgoing.flush(peer, now)) {
      wanted(peer, now);
    }
  }

  /** Sends an empty packet, getting a session for it if need be. */
  void keepalive(Peer peer, long now) {
    outgoing.stageKeepalive(peer);
    flushOrInitiate(peer, now);
  }

  /** Sends a new initiation in place of the one that may be waiting. */
  void initiate(Peer peer, long now) {
    LocalIdentity identity = local;
    Secret staticStatic = peer.handshake().staticStatic;
    Drop obstacle = obstacle(identity, staticStatic, peer);
    if (identity == null || staticStatic == null || obstacle != null) {
      peer.dropStaged(obstacle == null ? Drop.PRIVATE_KEY_MISSING : obstacle);
      return;
    }
    abandonPending(peer);
    InitiatorHandshake pending =
        new InitiatorHandshake(
            crypto,
            identity,
            remote(peer, staticStatic),
            freshPrivateKey(),
            indexes.add(peer).index);
    peer.handshake().pending = pending;
    byte[] message = pending.initiation(timestamps.next());
    if (message == null) {
      abandonPending(peer);
      drops.count(Drop.LOW_ORDER_POINT);
      return;
    }
    peer.handshake().macs.addMacs(MessageType.INITIATION, message, now);
    peer.handshake().messageSent(now);
    peer.takeTrafficWaits();
    outgoing.handshake(peer, message, now);
    peer.timers().handshakeInitiated(now, jitter());
  }

  /** Reads an initiation and answers it; returns why not, or null. */
  @Nullable Drop receiveInitiation(
      LocalIdentity identity, byte[] message, Endpoint source, long now) {
    ResponderHandshake handshake = new ResponderHandshake(crypto, identity, message);
    Drop drop = respond(handshake, source, now);
    if (drop != null) {
      handshake.abandon();
    }
    return drop;
  }

  private @Nullable Drop respond(ResponderHandshake handshake, Endpoint source, long now) {
    Drop drop = handshake.readStatic();
    if (drop != null) {
      return drop;
    }
    Peer peer = peers.get(handshake.remoteStatic());
    if (peer == null) {
      return Drop.PEER_UNKNOWN;
    }
    Secret staticStatic = peer.handshake().staticStatic;
    if (staticStatic == null) {
      return Drop.LOW_ORDER_POINT;
    }
    drop = handshake.readTimestamp(staticStatic);
    if (drop != null) {
      return drop;
    }
    if (peer.handshake().isReplay(handshake.timestamp())) {
      return Drop.INITIATION_REPLAYED;
    }
    if (peer.handshake().isFlood(now)) {
      return Drop.INITIATION_FLOOD;
    }
    peer.handshake().initiationAccepted(handshake.timestamp(), now);
    peer.handshakeReceived(source, now, MessageType.INITIATION.bytes());
    return sendResponse(peer, handshake, staticStatic, now);
  }

  private @Nullable Drop sendResponse(
      Peer peer, ResponderHandshake handshake, Secret staticStatic, long now) {
    IndexTable.Entry entry = indexes.add(peer);
    byte[] message = handshake.response(remote(peer, staticStatic), freshPrivateKey(), entry.index);
    if (message == null) {
      indexes.remove(entry.index);
      return Drop.LOW_ORDER_POINT;
    }
    peer.handshake().macs.addMacs(MessageType.RESPONSE, message, now);
    install(peer, entry, handshake.session(now), Rotation.DERIVED_AS_RESPONDER, now);
    peer.handshake().messageSent(now);
    outgoing.handshake(peer, message, now);
    return null;
  }

  /** Reads a response and confirms it with the first packet; returns why not, or null. */
  @Nullable Drop receiveResponse(byte[] message, Endpoint source, long now) {
    int index = Mac1Checker.receiverIndex(MessageType.RESPONSE, message);
    IndexTable.Entry entry = indexes.find(index);
    InitiatorHandshake pending = entry == null ? null : entry.peer.handshake().pending;
    if (entry == null || pending == null || pending.localIndex() != index) {
      return Drop.RESPONSE_UNEXPECTED;
    }
    Drop drop = pending.readResponse(message);
    if (drop != null) {
      return drop;
    }
    Peer peer = entry.peer;
    peer.handshake().pending = null;
    peer.handshakeReceived(source, now, MessageType.RESPONSE.bytes());
    install(peer, entry, pending.session(now), Rotation.DERIVED_AS_INITIATOR, now);
    peer.handshakeComplete(timestamps.wallTime());
    // The responder may send only after a packet of ours, be it an empty one.
    keepalive(peer, now);
    return null;
  }

  /** Keeps the cookie of a reply; returns why not, or null. */
  @Nullable Drop receiveCookieReply(byte[] message, long now) {
    IndexTable.Entry entry =
        indexes.find(Mac1Checker.receiverIndex(MessageType.COOKIE_REPLY, message));
    return entry == null
        ? Drop.COOKIE_UNEXPECTED
        : entry.peer.handshake().macs.readReply(message, now);
  }

  /** The inbound thread has confirmed a session, or found a use for staged packets. */
  void confirmed(Peer peer, long now) {
    if (peer.takeConfirmed()) {
      peer.handshakeComplete(timestamps.wallTime());
      closeRetired(peer);
    }
    outgoing.flush(peer, now);
  }

  /** Gives up after REKEY_ATTEMPT_TIME. */
  void giveUp(Peer peer, long now) {
    abandonPending(peer);
    peer.timers().handshakeGivenUp(now);
    peer.dropStaged(Drop.HANDSHAKE_GIVEN_UP);
  }

  /** Forgets all keys of a peer. */
  void clearSessions(Peer peer) {
    abandonPending(peer);
    peer.rotate(Rotation.CLEARED, null);
    closeRetired(peer);
  }

  void abandonPending(Peer peer) {
    InitiatorHandshake pending = peer.handshake().pending;
    if (pending != null) {
      indexes.remove(pending.localIndex());
      pending.abandon();
      peer.handshake().pending = null;
    }
  }

  long jitter() {
    return random.nextLong(Limits.MAX_JITTER + 1);
  }

  private void install(
      Peer peer, IndexTable.Entry entry, Session session, Rotation step, long now) {
    peer.handshake().live.add(session);
    entry.session(session);
    peer.rotate(step, session);
    closeRetired(peer);
    peer.timers().sessionDerived(now, jitter());
  }

  private void closeRetired(Peer peer) {
    Sessions present = peer.sessions();
    for (Iterator<Session> all = peer.handshake().live.iterator(); all.hasNext(); ) {
      Session session = all.next();
      if (!present.contains(session)) {
        all.remove();
        indexes.remove(session.localIndex());
        session.close();
      }
    }
  }

  private static @Nullable Drop obstacle(
      @Nullable LocalIdentity identity, @Nullable Secret staticStatic, Peer peer) {
    if (identity == null) {
      return Drop.PRIVATE_KEY_MISSING;
    }
    if (staticStatic == null) {
      return Drop.LOW_ORDER_POINT;
    }
    return peer.endpoint() == null ? Drop.ENDPOINT_UNKNOWN : null;
  }

  private static RemoteIdentity remote(Peer peer, Secret staticStatic) {
    return new RemoteIdentity(peer.publicKey(), staticStatic, peer.handshake().presharedKey);
  }

  private Secret freshPrivateKey() {
    byte[] bytes = new byte[Secret.BYTES];
    random.nextBytes(bytes);
    KeyAgreement.clamp(bytes);
    Secret fresh = Secret.copyOf(bytes);
    Arrays.fill(bytes, (byte) 0);
    return fresh;
  }
}
