package io.omniedge.bench;

import io.omniedge.transport.crypto.Aead;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.Sealer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.session.Session;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.LinuxUdpSocket;
import io.omniedge.tun.linux.UdpException;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Many WireGuard peers in one process, for a gateway under test to serve: each keeps a session with
 * it and sends echo requests through it in turn, which the gateway's kernel answers. All share one
 * UDP port, as peers behind one NAT do.
 *
 * <pre>java io.omniedge.bench.Crowd GATEWAY-KEY GATEWAY-ADDRESS KEYS-FILE PACKETS-PER-S SECONDS
 * </pre>
 *
 * Prints {@code sessions N} once all have one, and at the end {@code sent N received N}.
 */
public final class Crowd {
  private static final int GATEWAY_PORT = 51820;
  private static final int GATEWAY_INNER = 10 << 24 | 78 << 16 | 1;
  private static final int MTU = Gateway.MTU;
  private static final long SESSION_LIMIT_NANOS = 60_000_000_000L;
  private static final long TICK_NANOS = 1_000_000;
  private static final int TICKS_PER_SECOND = 1000;

  /** One handshake begun every 4 ms: a plant's power-up, not a flood. */
  private static final int TICKS_PER_HANDSHAKE = 4;

  private static final int DATA = 4;

  private final UdpSocket socket;
  private final UdpSocket.Sender sender;
  private final NativeBuffer out;
  private final NativeBuffer packetBuffer;
  private final EchoPacket packet;
  private final Endpoint gateway;
  private final Sealer sealer;
  private final List<CrowdPeer> peers = new ArrayList<>();
  private final Map<Integer, CrowdPeer> byIndex = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Runnable> control = new ConcurrentLinkedQueue<>();
  private final AtomicLong received = new AtomicLong();
  private @Nullable CrowdPeer sending;
  private long sent;

  private Crowd(PublicKey gatewayKey, Endpoint gateway, List<Secret> keys)
      throws CryptoException, UdpException {
    Libc libc = LibcLoader.system();
    CryptoSuite crypto = CryptoSuite.select(CryptoOptions.fromSystemProperties());
    this.gateway = gateway;
    socket = LinuxUdpSocket.open(libc, 0, 0, EnumSet.of(Offload.UDP_GRO));
    sender = socket.newSender();
    out = libc.allocate(2048);
    packetBuffer = libc.allocate(2048);
    packet = new EchoPacket(packetBuffer);
    Aead sendAead = crypto.newAead();
    Aead openAead = crypto.newAead();
    SecureRandom random = new SecureRandom();
    HandshakeTimestamps timestamps =
        new HandshakeTimestamps(InstantSource.system(), new ForgetfulStore());
    for (Secret key : keys) {
      peers.add(
          new CrowdPeer(
              peers.size(),
              key,
              gatewayKey,
              gateway,
              crypto,
              sendAead,
              openAead,
              random,
              timestamps,
              this::sendHandshake,
              new Requests()));
    }
    sealer = peers.getFirst().device().newSealer(sendAead);
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    PublicKey key = PublicKey.copyOf(Base64.getDecoder().decode(arguments[0]));
    Endpoint gateway = Endpoint.of(IpPrefix.parseAddress(arguments[1]), GATEWAY_PORT);
    List<Secret> keys = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(arguments[2]))) {
      keys.add(Secret.copyOf(Base64.getDecoder().decode(line)));
    }
    Crowd crowd = new Crowd(key, gateway, keys);
    crowd.run(Integer.parseInt(arguments[3]), Integer.parseInt(arguments[4]));
  }

  private void run(int packetsPerSecond, int seconds) throws BenchException {
    Thread receiver = new Thread(this::receive, "receiver");
    receiver.setDaemon(true);
    receiver.start();
    awaitSessions();
    System.out.println("sessions " + peers.size());
    int perTick = Math.max(1, packetsPerSecond / TICKS_PER_SECOND);
    long start = System.nanoTime();
    int next = 0;
    for (long tick = 0; tick < (long) seconds * TICKS_PER_SECOND; tick++) {
      for (int i = 0; i < perTick; i++) {
        sendData(peers.get(next));
        next = (next + 1) % peers.size();
      }
      housekeeping(tick);
      LockSupport.parkNanos(start + (tick + 1) * TICK_NANOS - System.nanoTime());
    }
    System.out.println("sent " + sent + " received " + received.get());
    socket.close();
  }

  private void awaitSessions() throws BenchException {
    long start = System.nanoTime();
    int begun = 0;
    for (long tick = 0; ; tick++) {
      long now = System.nanoTime();
      if (begun < peers.size() && tick % TICKS_PER_HANDSHAKE == 0) {
        CrowdPeer peer = peers.get(begun++);
        sending = peer;
        peer.up();
      }
      housekeeping(tick);
      if (begun == peers.size() && peers.stream().allMatch(peer -> peer.hasSession(now))) {
        return;
      }
      if (now - start > SESSION_LIMIT_NANOS) {
        long missing = peers.stream().filter(peer -> !peer.hasSession(now)).count();
        throw new BenchException(missing + " of " + peers.size() + " peers got no session");
      }
      LockSupport.parkNanos(TICK_NANOS);
    }
  }

  /** What came for the one thread of all devices, and the timers of a few of them. */
  private void housekeeping(long tick) {
    for (Runnable task = control.poll(); task != null; task = control.poll()) {
      task.run();
    }
    long now = System.nanoTime();
    for (int i = (int) (tick % TICKS_PER_SECOND); i < peers.size(); i += TICKS_PER_SECOND) {
      sending = peers.get(i);
      peers.get(i).device().runTimers(now);
    }
  }

  private void sendData(CrowdPeer peer) {
    long now = System.nanoTime();
    if (!peer.hasSession(now)) {
      return;
    }
    Session session = peer.session(now);
    long counter = session.reserveCounters(1);
    packet.address(peer.address(), GATEWAY_INNER);
    int length =
        counter < 0
            ? 0
            : sealer.seal(session, counter, packetBuffer, 0, EchoPacket.BYTES, MTU, out, 0);
    if (length > 0 && sender.send(out, 0, length, length, gateway) == 0) {
      peer.gateway().sent(session, now, length);
      sent++;
    }
  }

  /** The outbox of all devices, called on the sending thread only. */
  private void sendHandshake(Endpoint to, byte[] datagram, int length) {
    if (datagram[0] == 1 || datagram[0] == 2) {
      CrowdPeer peer = sending;
      if (peer != null) {
        byIndex.put(index(ByteBuffer.wrap(datagram), Integer.BYTES), peer);
      }
    }
    out.bytes().put(0, datagram, 0, length);
    sender.send(out, 0, length, length, to);
  }

  private void receive() {
    UdpSocket.Receiver receiver = socket.newReceiver(8);
    int slots = receiver.receive();
    while (slots >= 0) {
      for (int i = 0; i < slots; i++) {
        int end = receiver.offset(i) + receiver.length(i);
        for (int at = receiver.offset(i); at < end; at += receiver.segmentSize(i)) {
          take(receiver.buffer(), at, Math.min(receiver.segmentSize(i), end - at));
        }
      }
      slots = receiver.receive();
    }
  }

  private void take(NativeBuffer buffer, int at, int length) {
    ByteBuffer bytes = buffer.bytes();
    int type = bytes.get(at);
    // The receiver's index stands behind the sender's in a response, else at once.
    CrowdPeer peer = byIndex.get(index(bytes, at + (type == 2 ? 8 : 4)));
    if (peer == null) {
      return;
    }
    if (type == DATA) {
      if (peer.opener().open(buffer, at, length, System.nanoTime()) > 0) {
        received.incrementAndGet();
      }
      return;
    }
    byte[] message = new byte[length];
    bytes.get(at, message);
    control.add(
        () -> {
          sending = peer;
          peer.device().receive(message, length, gateway, System.nanoTime(), false);
        });
  }

  private static int index(ByteBuffer bytes, int at) {
    return Integer.reverseBytes(bytes.getInt(at));
  }

  private final class Requests implements WireGuardDevice.DataPathRequests {
    @Override
    public void handshake(Peer peer) {
      control.add(() -> owner(peer).device().handshakeWanted(peer, System.nanoTime()));
    }

    @Override
    public void confirmed(Peer peer) {
      control.add(() -> owner(peer).device().sessionConfirmed(peer, System.nanoTime()));
    }

    private CrowdPeer owner(Peer peer) {
      for (CrowdPeer candidate : peers) {
        if (candidate.gateway().equals(peer)) {
          sending = candidate;
          return candidate;
        }
      }
      throw new IllegalStateException("a peer of no device");
    }
  }
}
