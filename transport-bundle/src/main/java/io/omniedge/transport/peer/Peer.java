package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.session.Session;
import io.omniedge.transport.timer.Timer;
import io.omniedge.transport.timer.Timers;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One peer of an interface, as the data threads see it.
 *
 * <p>Public methods: any thread, no locks, no allocation, unless said otherwise. What the control
 * thread alone knows is in {@link PeerHandshake}.
 */
public final class Peer {
  private static final VarHandle SESSIONS;
  private static final VarHandle ENDPOINT;
  private static final VarHandle TX_BYTES;
  private static final VarHandle HANDSHAKE_REQUESTED;
  private static final VarHandle CONFIRMED;
  private static final VarHandle RX_DATA_BYTES;
  private static final VarHandle RX_HANDSHAKE_BYTES;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SESSIONS = lookup.findVarHandle(Peer.class, "sessions", Sessions.class);
      TX_BYTES = lookup.findVarHandle(Peer.class, "txBytes", long.class);
      ENDPOINT = lookup.findVarHandle(Peer.class, "endpoint", Endpoint.class);
      RX_DATA_BYTES = lookup.findVarHandle(Peer.class, "rxDataBytes", long.class);
      RX_HANDSHAKE_BYTES = lookup.findVarHandle(Peer.class, "rxHandshakeBytes", long.class);
      CONFIRMED = lookup.findVarHandle(Peer.class, "confirmed", boolean.class);
      HANDSHAKE_REQUESTED = lookup.findVarHandle(Peer.class, "handshakeRequested", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PublicKey publicKey;
  private final DropCounters drops;
  private final WireGuardDevice.DataPathRequests requests;
  private final Timers timers = new Timers();
  private final StagingQueue staged = new StagingQueue();
  private final PeerHandshake handshake;

  private volatile Sessions sessions = Sessions.NONE;
  private volatile @Nullable Endpoint endpoint;
  private volatile @Nullable Instant lastHandshake;

  /** True from a request for a handshake until the control thread has taken it. */
  private volatile boolean handshakeRequested;

  /** True from the first packet on our response until the control thread has taken notice. */
  private volatile boolean confirmed;

  /** True if traffic asked for a session since the last initiation. */
  private volatile boolean trafficWaits;

  private volatile long txBytes;

  /** Written by the inbound thread only. */
  private volatile long rxDataBytes;

  /** Written by the control thread only. */
  private volatile long rxHandshakeBytes;

  Peer(
      PublicKey publicKey,
      PeerHandshake handshake,
      DropCounters drops,
      WireGuardDevice.DataPathRequests requests) {
    this.publicKey = publicKey;
    this.handshake = handshake;
    this.drops = drops;
    this.requests = requests;
  }

  /** Who it is. */
  public PublicKey publicKey() {
    return publicKey;
  }

  // Sending.

  /** The session to send with, or null if there is none, or none young enough. */
  public @Nullable Session sendingSession(long now) {
    Session current = sessions.current();
    return current != null && current.maySend(now) ? current : null;
  }

  /** Where to send to, or null if unknown. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /**
   * From now on it is reached there: by configuration, or because an authentic packet of the peer
   * came from there.
   */
  public void roamTo(Endpoint newEndpoint) {
    endpoint = newEndpoint;
  }

  /**
   * To be called after messages with data were handed to the socket: timers, bytes, and a request
   * for a handshake when the session should be renewed.
   *
   * @param wireBytes length of all type-4 messages together
   */
  public void sent(Session session, long now, long wireBytes) {
    messageSent(now, wireBytes);
    timers.dataSent(now);
    if (session.rekeyDueOnSend(now)) {
      requestHandshake();
    }
  }

  /**
   * Keeps a copy of a packet until there is a session, and asks for one. Of more than 128 packets
   * or 512 KiB the oldest are dropped and counted. Takes a lock and allocates: not for the fast
   * path.
   */
  public void stage(NativeBuffer packet, int offset, int length) {
    byte[] copy = new byte[length];
    packet.bytes().get(offset, copy);
    stage(copy);
    requestHandshake();
  }

  // Status.

  /** Bytes of all authentic messages received, as wg counts them. */
  public long rxBytes() {
    return rxDataBytes + rxHandshakeBytes;
  }

  /** Bytes of all messages sent, as wg counts them. */
  public long txBytes() {
    return txBytes;
  }

  /** Wall time of the last completed handshake. */
  public Optional<Instant> lastHandshake() {
    return Optional.ofNullable(lastHandshake);
  }

  /** Seconds between persistent keepalives, 0 for none. */
  public int persistentKeepaliveSeconds() {
    return timers.persistentKeepaliveSeconds();
  }

  /** The public key. */
  @Override
  public String toString() {
    return publicKey.toString();
  }

  // For the inbound thread.

  /**
   * An authentic, fresh data message was opened.
   *
   * @param wireBytes its length
   * @param keepalive whether it was empty
   */
  void received(Session session, long now, int wireBytes, boolean keepalive) {
    RX_DATA_BYTES.setOpaque(this, (long) RX_DATA_BYTES.getOpaque(this) + wireBytes);
    if (session.equals(sessions.next())) {
      confirm(session);
    }
    timers.authenticatedPacketReceived();
    timers.authenticatedPacketTraversed(now);
    if (!keepalive) {
      timers.dataReceived(now);
    }
    if (session.rekeyDueOnReceive(now) && session.equals(sessions.current())) {
      requestHandshake();
    }
  }

  /** The initiator has proven that it has the keys: from now on we may send with them. */
  private void confirm(Session session) {
    rotate(Rotation.CONFIRMED, session);
    confirmed = true;
    requests.confirmed(this);
  }

  /** Asks the control thread for a handshake, unless one is under way. */
  private void requestHandshake() {
    if (timers.isArmed(Timer.RETRANSMIT_HANDSHAKE)) {
      if (!trafficWaits) {
        trafficWaits = true;
      }
    } else if (!handshakeRequested && HANDSHAKE_REQUESTED.compareAndSet(this, false, true)) {
      requests.handshake(this);
    }
  }

  // For the control thread.

  /** Answers leave from the address the kernel chooses, until the next packet of the peer. */
  void forgetLocalAddress() {
    Endpoint present = endpoint;
    if (present != null && present.hasLocal()) {
      // The inbound thread may have learned a newer one meanwhile; then that stays.
      ENDPOINT.compareAndSet(this, present, present.withoutLocal());
    }
  }

  /** The steps that {@link Sessions} takes. */
  enum Rotation {
    DERIVED_AS_INITIATOR,
    DERIVED_AS_RESPONDER,
    CONFIRMED,
    CLEARED
  }

  /**
   * The inbound thread confirms while the control thread derives: whoever is second tries again.
   */
  void rotate(Rotation step, @Nullable Session session) {
    Sessions before;
    Sessions after;
    do {
      before = sessions;
      after = after(before, step, session);
    } while (!SESSIONS.compareAndSet(this, before, after));
  }

  private static Sessions after(Sessions before, Rotation step, @Nullable Session session) {
    if (session == null) {
      return Sessions.NONE;
    }
    return switch (step) {
      case DERIVED_AS_INITIATOR -> before.derivedAsInitiator(session);
      case DERIVED_AS_RESPONDER -> before.derivedAsResponder(session);
      case CONFIRMED -> before.confirmed(session);
      case CLEARED -> Sessions.NONE;
    };
  }

  Sessions sessions() {
    return sessions;
  }

  Timers timers() {
    return timers;
  }

  PeerHandshake handshake() {
    return handshake;
  }

  /** Adds a packet, or an empty one that stands for a keepalive. */
  void stage(byte[] packet) {
    int dropped = staged.add(packet);
    if (dropped > 0) {
      drops.count(Drop.STAGING_OVERFLOW, dropped);
    }
  }

  StagingQueue staged() {
    return staged;
  }

  void dropStaged(Drop reason) {
    int packets = staged.clear();
    if (packets > 0) {
      drops.count(reason, packets);
    }
  }

  /** Data, a keepalive or a handshake message was sent. */
  void messageSent(long now, long wireBytes) {
    TX_BYTES.getAndAdd(this, wireBytes);
    timers.authenticatedPacketSent();
    timers.authenticatedPacketTraversed(now);
  }

  /** An authentic handshake message was received. */
  void handshakeReceived(Endpoint source, long now, int wireBytes) {
    roamTo(source);
    RX_HANDSHAKE_BYTES.setOpaque(this, (long) RX_HANDSHAKE_BYTES.getOpaque(this) + wireBytes);
    timers.authenticatedPacketReceived();
    timers.authenticatedPacketTraversed(now);
  }

  void handshakeComplete(Instant wallTime) {
    timers.handshakeComplete();
    lastHandshake = wallTime;
  }

  /** The request is taken; the next need asks again. */
  void takeHandshakeRequest() {
    handshakeRequested = false;
  }

  boolean takeConfirmed() {
    return (boolean) CONFIRMED.getAndSet(this, false);
  }

  boolean takeTrafficWaits() {
    boolean was = trafficWaits;
    trafficWaits = false;
    return was;
  }
}
