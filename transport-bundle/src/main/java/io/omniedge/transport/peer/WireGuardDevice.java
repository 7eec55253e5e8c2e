package io.omniedge.transport.peer;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.CookieChecker;
import io.omniedge.transport.noise.CookieGenerator;
import io.omniedge.transport.noise.HandshakeCrypto;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.LocalIdentity;
import io.omniedge.transport.noise.Mac1Checker;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.transport.timer.Timer;
import io.omniedge.transport.timer.Timers;
import io.omniedge.tun.Endpoint;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * All decisions of one WireGuard interface. It has no threads, sockets or clocks: the shell around
 * it brings messages and the time, and carries out what it asks of {@link Outbox} and {@link
 * DataPathRequests}.
 *
 * <p>Thread rule: everything is for the one control thread, except {@link #allowedIps()}, {@link
 * #drops()}, {@link #publicKey()} and the makers of {@link Sealer}, {@link Opener} and {@link
 * HandshakeFilter}, which any thread may call; each thing they make belongs to one thread.
 *
 * <p>Time is that of {@code System.nanoTime()}; it may wrap around.
 */
public final class WireGuardDevice {
  /** Sends handshake messages, keepalives and staged packets; a failure is the shell's to count. */
  public interface Outbox {
    /** Sends {@code datagram[0 .. length)}; the array is not used afterwards. */
    void send(Endpoint to, byte[] datagram, int length);
  }

  /**
   * What data threads ask of the control thread, seldom: at most one request of each kind per peer
   * is under way. The shell must not lose one, and plays it back on the control thread.
   */
  public interface DataPathRequests {
    /** To be played back as {@link WireGuardDevice#handshakeWanted}. */
    void handshake(Peer peer);

    /** To be played back as {@link WireGuardDevice#sessionConfirmed}. */
    void confirmed(Peer peer);
  }

  /** Data threads arm timers by themselves; a look each second finds them before they are due. */
  private static final long MAX_TIMER_WAIT = TimeUnit.SECONDS.toNanos(1);

  private final CryptoSuite crypto;
  private final HandshakeCrypto handshakeCrypto;
  private final DataPathRequests requests;
  private final DropCounters drops = new DropCounters();
  private final AllowedIps<Peer> allowedIps = new AllowedIps<>();
  private final Map<PublicKey, Peer> peers = new LinkedHashMap<>();
  private final IndexTable indexes;
  private final Outgoing outgoing;
  private final Handshaker handshaker;
  private final CookieChecker cookies;
  private final HandshakeRateLimiter rateLimiter = new HandshakeRateLimiter();
  private boolean up;

  /**
   * An interface without key and peers, down.
   *
   * @param controlAead for the control thread alone; the caller closes it
   * @param random fit for secrets: ephemeral keys, indexes, cookies and jitter come from it
   */
  public WireGuardDevice(
      CryptoSuite crypto,
      Aead controlAead,
      RandomGenerator random,
      HandshakeTimestamps timestamps,
      Outbox outbox,
      DataPathRequests requests) {
    this.crypto = crypto;
    this.handshakeCrypto =
        new HandshakeCrypto(crypto.keyAgreement(), crypto.blake2s(), controlAead);
    this.requests = requests;
    this.indexes = new IndexTable(random);
    this.outgoing = new Outgoing(controlAead, outbox, drops);
    this.handshaker =
        new Handshaker(handshakeCrypto, random, timestamps, peers, indexes, drops, outgoing);
    this.cookies = new CookieChecker(handshakeCrypto, random);
  }

  // Configuration.

  /**
   * Sets or, with null, removes the private key (copied). All sessions end; a peer that has our new
   * public key is removed.
   */
  public void setPrivateKey(@Nullable Secret key, long now) {
    LocalIdentity present = handshaker.local();
    if (key != null && present != null && present.privateKey().equals(key)) {
      return;
    }
    LocalIdentity identity =
        key == null ? null : new LocalIdentity(handshakeCrypto, Secret.copyOf(key.exposeBytes()));
    if (identity != null) {
      removePeer(identity.publicKey());
    }
    peers.values().forEach(handshaker::clearSessions);
    handshaker.local(identity);
    peers.values().forEach(peer -> keepaliveIfPersistent(peer, now));
  }

  /** The private key, for {@code wg show} to the owner of the machine; null if none is set. */
  public @Nullable Secret privateKey() {
    LocalIdentity identity = handshaker.local();
    return identity == null ? null : identity.privateKey();
  }

  /** Our public key, or null without a private key. Any thread. */
  public @Nullable PublicKey publicKey() {
    LocalIdentity identity = handshaker.local();
    return identity == null ? null : identity.publicKey();
  }

  /** The MTU of the interface: padding does not pass it. */
  public void setMtu(int mtu) {
    outgoing.mtu(mtu);
  }

  /** A new peer, or the present one with this key; null if the key is our own. */
  public @Nullable Peer addPeer(PublicKey publicKey) {
    PublicKey own = publicKey();
    if (own != null && own.equals(publicKey)) {
      return null;
    }
    Peer present = peers.get(publicKey);
    if (present != null) {
      return present;
    }
    PeerHandshake handshake = new PeerHandshake(new CookieGenerator(handshakeCrypto, publicKey));
    Peer peer = new Peer(publicKey, handshake, drops, requests);
    peers.put(publicKey, peer);
    handshaker.agree(peer);
    return peer;
  }

  /** Ends its sessions and frees its allowed IPs; nothing happens if there is no such peer. */
  public void removePeer(PublicKey publicKey) {
    Peer peer = peers.remove(publicKey);
    if (peer != null) {
      allowedIps.removeAll(peer);
      stop(peer);
      handshaker.forgetAgreement(peer);
      peer.handshake().presharedKey.wipe();
    }
  }

  /** The peer with this key, or null. */
  public @Nullable Peer peer(PublicKey publicKey) {
    return peers.get(publicKey);
  }

  /** All peers, in the order they were added. */
  public Collection<Peer> peers() {
    return Collections.unmodifiableCollection(peers.values());
  }

  /** Sets the preshared key (copied), or clears it by null or zeros; for the next handshake. */
  public void setPresharedKey(Peer peer, @Nullable Secret key) {
    handshaker.abandonPending(peer);
    peer.handshake().presharedKey.wipe();
    peer.handshake().presharedKey =
        Secret.copyOf(key == null ? new byte[Secret.BYTES] : key.exposeBytes());
  }

  /** The preshared key, zeros for none. */
  public Secret presharedKey(Peer peer) {
    return peer.handshake().presharedKey;
  }

  /**
   * Sets the interval of persistent keepalives, 0 for none, to 65,535 seconds. When it is switched
   * on, the first goes out at once.
   */
  public void setPersistentKeepalive(Peer peer, int seconds, long now) {
    boolean before = peer.persistentKeepaliveSeconds() > 0;
    peer.timers().persistentKeepalive(seconds);
    if (!before) {
      keepaliveIfPersistent(peer, now);
    }
  }

  /** Starts: peers with a persistent keepalive are greeted. */
  public void up(long now) {
    if (!up) {
      up = true;
      peers.values().forEach(peer -> keepaliveIfPersistent(peer, now));
    }
  }

  /** Stops: forgets all sessions, timers and staged packets; the configuration stays. */
  public void down() {
    up = false;
    peers.values().forEach(this::stop);
  }

  // Events.

  /**
   * Takes a message of type 1, 2 or 3 that passed the {@link HandshakeFilter}; looks at it again,
   * since the key may have changed on the way.
   *
   * @param message the message from byte 0; may be longer than {@code length}
   * @param underLoad whether to ask strangers for a cookie before spending time on them
   */
  public void receive(byte[] message, int length, Endpoint source, long now, boolean underLoad) {
    Drop drop = handle(message, length, source, now, underLoad);
    if (drop != null) {
      drops.count(drop);
    }
  }

  private @Nullable Drop handle(
      byte[] message, int length, Endpoint source, long now, boolean underLoad) {
    MessageType type =
        length < Integer.BYTES ? null : MessageType.of(ByteBuffer.wrap(message).getInt(0), length);
    if (type == null || type == MessageType.DATA) {
      return Drop.MESSAGE_MALFORMED;
    }
    if (!up) {
      return Drop.INTERFACE_DOWN;
    }
    LocalIdentity identity = handshaker.local();
    if (identity == null) {
      return Drop.PRIVATE_KEY_MISSING;
    }
    if (type == MessageType.COOKIE_REPLY) {
      return handshaker.receiveCookieReply(message, now);
    }
    if (!cookies.mac1Valid(identity.macKeys(), type, message)) {
      return Drop.MAC1_INVALID;
    }
    if (underLoad) {
      if (!cookies.mac2Valid(type, message, source, now)) {
        outgoing.cookieReply(source, cookies.reply(identity.macKeys(), type, message, source, now));
        return Drop.COOKIE_REQUIRED;
      }
      if (!rateLimiter.allow(source, now)) {
        return Drop.SOURCE_RATE_LIMITED;
      }
    }
    return type == MessageType.INITIATION
        ? handshaker.receiveInitiation(identity, message, source, now)
        : handshaker.receiveResponse(message, source, now);
  }

  /** A data thread has asked for a session, or for a newer one. */
  public void handshakeWanted(Peer peer, long now) {
    peer.takeHandshakeRequest();
    if (!up || !isPresent(peer)) {
      peer.dropStaged(Drop.INTERFACE_DOWN);
      return;
    }
    handshaker.wanted(peer, now);
  }

  /** The inbound thread has confirmed a session: staged packets can go. */
  public void sessionConfirmed(Peer peer, long now) {
    if (up && isPresent(peer)) {
      handshaker.confirmed(peer, now);
    }
  }

  /** Addresses or routes of this machine changed: let the kernel choose source addresses anew. */
  public void networkChanged() {
    peers.values().forEach(Peer::forgetLocalAddress);
  }

  /**
   * Runs the timers that are due.
   *
   * @return nanoseconds until it wants to be called again, {@link Long#MAX_VALUE} if only an event
   *     can bring something to do
   */
  public long runTimers(long now) {
    long wait = Long.MAX_VALUE;
    for (Peer peer : peers.values()) {
      runTimers(peer, now);
      wait = Math.min(wait, peer.timers().nanosUntilNext(now));
    }
    return wait == Long.MAX_VALUE ? wait : Math.min(wait, MAX_TIMER_WAIT);
  }

  private void runTimers(Peer peer, long now) {
    Timers timers = peer.timers();
    if (timers.expire(Timer.RETRANSMIT_HANDSHAKE, now)) {
      retransmit(peer, now);
    }
    if (timers.expire(Timer.SEND_KEEPALIVE, now)) {
      handshaker.keepalive(peer, now);
      timers.keepaliveExpired(now);
    }
    if (timers.expire(Timer.NEW_HANDSHAKE, now)) {
      peer.forgetLocalAddress();
      handshaker.renew(peer, now);
    }
    if (timers.expire(Timer.ZERO_KEY_MATERIAL, now)) {
      handshaker.clearSessions(peer);
      peer.dropStaged(Drop.HANDSHAKE_GIVEN_UP);
    }
    if (timers.expire(Timer.PERSISTENT_KEEPALIVE, now)) {
      keepaliveIfPersistent(peer, now);
    }
  }

  private void retransmit(Peer peer, long now) {
    if (peer.takeTrafficWaits()) {
      peer.handshake().attemptStarts(now);
    }
    if (peer.handshake().attemptIsOver(now)) {
      handshaker.giveUp(peer, now);
    } else {
      // No answer: perhaps we sent from an address that no longer leads anywhere.
      peer.forgetLocalAddress();
      handshaker.initiate(peer, now);
    }
  }

  // Data path; any thread.

  /** Which peer an address belongs to. */
  public AllowedIps<Peer> allowedIps() {
    return allowedIps;
  }

  /** What was thrown away and why. */
  public DropCounters drops() {
    return drops;
  }

  /** For one outbound thread, with an AEAD of that thread. */
  public Sealer newSealer(Aead aead) {
    return new Sealer(aead);
  }

  /** For the inbound thread, with an AEAD of that thread. */
  public Opener newOpener(Aead aead) {
    return new Opener(aead, indexes, allowedIps, drops);
  }

  /** For the inbound thread: keeps junk from the control thread. */
  public HandshakeFilter newHandshakeFilter() {
    return new HandshakeFilter(new Mac1Checker(crypto.blake2s()), handshaker, indexes, drops);
  }

  private boolean isPresent(Peer peer) {
    return peer.equals(peers.get(peer.publicKey()));
  }

  private void keepaliveIfPersistent(Peer peer, long now) {
    if (up && peer.persistentKeepaliveSeconds() > 0) {
      // Tries again later even if there is no key or endpoint to send anything with yet.
      peer.timers().authenticatedPacketTraversed(now);
      handshaker.keepalive(peer, now);
    }
  }

  private void stop(Peer peer) {
    handshaker.clearSessions(peer);
    peer.timers().stop();
    peer.dropStaged(Drop.INTERFACE_DOWN);
  }
}
