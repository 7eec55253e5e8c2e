package io.omniedge.transport.peer;

import io.omniedge.testkit.ManualClock;
import io.omniedge.testkit.SimulatedNetwork;
import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.noise.MessageType;
import io.omniedge.transport.noise.Tai64n;
import io.omniedge.transport.noise.TimestampStore;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A WireGuard device in a simulated network, with the part of a shell that its threads would play,
 * all on the thread of the test.
 */
final class Machine {
  static final int MTU = 1420;
  private static final int BLOCK = 4096;
  private static final CryptoSuite CRYPTO = crypto();

  final WireGuardDevice device;
  final Secret privateKey;
  final PublicKey publicKey;

  /** What came out of the tunnel. */
  final List<byte[]> delivered = new ArrayList<>();

  /** Who sealed it. */
  final List<Peer> senders = new ArrayList<>();

  final MemoryStore store;
  Endpoint endpoint;
  boolean underLoad;

  private final ManualClock clock;
  private final SimulatedNetwork<Endpoint> network;
  private final Queue<Runnable> requests = new ArrayDeque<>();
  private final Aead outboundAead = CRYPTO.newAead();
  private final Sealer sealer;
  private final Opener opener;
  private final HandshakeFilter filter;
  private final NativeBuffer packets = new NativeBuffer(ByteBuffer.allocateDirect(BLOCK), 0);
  private final NativeBuffer datagrams = new NativeBuffer(ByteBuffer.allocateDirect(BLOCK), 0);

  Machine(ManualClock clock, SimulatedNetwork<Endpoint> network, Endpoint endpoint, Random random) {
    this(clock, network, endpoint, random, new MemoryStore());
  }

  /** With the disk of an earlier life. */
  Machine(
      ManualClock clock,
      SimulatedNetwork<Endpoint> network,
      Endpoint endpoint,
      Random random,
      MemoryStore store) {
    this.clock = clock;
    this.store = store;
    this.network = network;
    this.endpoint = endpoint;
    this.device =
        new WireGuardDevice(
            CRYPTO,
            CRYPTO.newAead(),
            random,
            new HandshakeTimestamps(clock::wallTime, store),
            (to, datagram, length) ->
                network.send(this.endpoint, to, Arrays.copyOf(datagram, length)),
            new WireGuardDevice.DataPathRequests() {
              @Override
              public void handshake(Peer peer) {
                requests.add(() -> device().handshakeWanted(peer, clock.nanoTime()));
              }

              @Override
              public void confirmed(Peer peer) {
                requests.add(() -> device().sessionConfirmed(peer, clock.nanoTime()));
              }
            });
    this.sealer = device.newSealer(outboundAead);
    this.opener = device.newOpener(CRYPTO.newAead());
    this.filter = device.newHandshakeFilter();
    byte[] key = new byte[Secret.BYTES];
    random.nextBytes(key);
    this.privateKey = Secret.copyOf(key);
    this.publicKey = CRYPTO.keyAgreement().publicKey(privateKey);
    device.setPrivateKey(privateKey, clock.nanoTime());
    device.setMtu(MTU);
    device.up(clock.nanoTime());
    network.attach(endpoint, this::receive);
  }

  /** For the requests, which are made before the constructor ends. */
  private WireGuardDevice device() {
    return device;
  }

  private static CryptoSuite crypto() {
    try {
      return CryptoSuite.select(new CryptoOptions("bouncycastle", null, null, null, null));
    } catch (CryptoException e) {
      throw new AssertionError("BouncyCastle is on the class path", e);
    }
  }

  /** For a sealer or opener of a test. */
  static Aead newAead() {
    return CRYPTO.newAead();
  }

  /** Adds the other machine as a peer. */
  Peer knows(Machine other, String... allowedIps) {
    Peer peer = device.addPeer(other.publicKey);
    if (peer == null) {
      throw new AssertionError("the key is our own");
    }
    peer.roamTo(other.endpoint);
    for (String prefix : allowedIps) {
      device.allowedIps().put(IpPrefix.parse(prefix), peer);
    }
    return peer;
  }

  /** The other machine as a peer. */
  Peer peer(Machine other) {
    Peer peer = device.peer(other.publicKey);
    if (peer == null) {
      throw new AssertionError("the other machine is no peer");
    }
    return peer;
  }

  /** Moves to another address. */
  void moveTo(Endpoint newEndpoint) {
    network.detach(endpoint);
    endpoint = newEndpoint;
    network.attach(endpoint, this::receive);
  }

  /** What the outbound thread does with a packet from TUN. */
  void send(byte[] packet) {
    Peer peer = owner(packet);
    long now = clock.nanoTime();
    packets.bytes().put(0, packet);
    Session session = peer.sendingSession(now);
    Endpoint to = peer.endpoint();
    long counter = session == null ? -1 : session.reserveCounters(1);
    if (session == null || to == null || counter < 0) {
      peer.stage(packets, 0, packet.length);
    } else {
      int bytes = sealer.seal(session, counter, packets, 0, packet.length, MTU, datagrams, 0);
      network.send(endpoint, to, copy(datagrams, 0, bytes));
      peer.sent(session, now, bytes);
    }
    runRequests();
  }

  private Peer owner(byte[] packet) {
    ByteBuffer bytes = ByteBuffer.wrap(packet);
    Peer owner =
        packet[0] >>> 4 == 4
            ? device.allowedIps().lookup4(bytes.getInt(16))
            : device.allowedIps().lookup6(bytes.getLong(24), bytes.getLong(32));
    if (owner == null) {
      throw new AssertionError("no peer for this packet");
    }
    return owner;
  }

  /** What the inbound thread does with a datagram, and the control thread after it. */
  void receive(Endpoint from, byte[] datagram) {
    int at = 64;
    datagrams.bytes().put(at, datagram);
    boolean data = datagram.length >= 4 && datagrams.bytes().getInt(at) == MessageType.DATA.word();
    if (data) {
      open(from, at, datagram.length);
    } else if (filter.passes(datagrams, at, datagram.length)) {
      device.receive(datagram, datagram.length, from, clock.nanoTime(), underLoad);
    }
    runRequests();
  }

  private void open(Endpoint from, int at, int length) {
    int packet = opener.open(datagrams, at, length, clock.nanoTime());
    Peer sender = opener.peer();
    if (sender != null && !Objects.equals(from, sender.endpoint())) {
      sender.roamTo(from);
    }
    if (packet > 0 && sender != null) {
      delivered.add(copy(datagrams, at + 16, packet));
      senders.add(sender);
    }
  }

  /** What the control thread does when its time has come. */
  long runTimers() {
    long wait = device.runTimers(clock.nanoTime());
    runRequests();
    return wait;
  }

  private void runRequests() {
    for (Runnable request = requests.poll(); request != null; request = requests.poll()) {
      request.run();
    }
  }

  long drops(Drop drop) {
    return device.drops().get(drop);
  }

  private static byte[] copy(NativeBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.bytes().get(offset, bytes);
    return bytes;
  }

  /** The part of a disk that survives a reboot. */
  static final class MemoryStore implements TimestampStore {
    private @Nullable Tai64n limit;

    @Override
    public @Nullable Tai64n load() {
      return limit;
    }

    @Override
    public void reserve(Tai64n newLimit) {
      limit = newLimit;
    }
  }
}
