package io.omniedge.bench;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.config.WgQuickParser;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.uapi.ConfigChanges;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.LinuxUdpSocket;
import io.omniedge.tun.linux.UdpException;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Two tunnels in this process, over the loopback: how long a packet takes from the TUN to the
 * socket, of a flow that is known or of one that waits for its verdict.
 */
final class FirstPackets implements AutoCloseable {
  private static final int WARM_UP = 8000;
  private static final long PAUSE_NANOS = 1_000_000;
  private static final long LIMIT_NANOS = 5_000_000_000L;
  private static final int PACKET_BYTES = 100;

  private final MemoryTunDevice tun = new MemoryTunDevice("bench0");
  private final AccessControl access = new AccessControl(1);
  private final Tunnel tunnel;
  private final Tunnel peer;
  private volatile long sentNanos;
  private int port;

  FirstPackets() throws BenchException {
    try {
      CryptoSuite crypto = CryptoSuite.select(CryptoOptions.fromSystemProperties());
      String[] a = keys();
      String[] b = keys();
      peer = tunnel(crypto, new MemoryTunDevice("bench1"), new AccessControl(2), false);
      configure(peer, b[0], a[1], "10.77.0.1/32", 0);
      tunnel = tunnel(crypto, tun, access, true);
      configure(tunnel, a[0], b[1], "10.77.0.2/32", peer.target().state().listenPort());
      access.judge(new ClassJudge(true));
    } catch (Exception e) {
      throw new BenchException("two tunnels over the loopback", e);
    }
  }

  private static String[] keys() throws BenchException {
    String key = Command.run("wg genkey").strip();
    return new String[] {key, Command.run(List.of("wg", "pubkey"), key).strip()};
  }

  private Tunnel tunnel(
      CryptoSuite crypto, MemoryTunDevice device, AccessControl rules, boolean timed)
      throws Exception {
    Libc libc = LibcLoader.system();
    Tunnel made =
        new Tunnel(
            libc,
            device,
            (wanted, mark) -> open(libc, wanted, mark, timed),
            crypto,
            new HandshakeTimestamps(InstantSource.system(), new ForgetfulStore()),
            rules,
            Gateway.MTU);
    made.up();
    return made;
  }

  private UdpSocket open(Libc libc, int wanted, int mark, boolean timed) throws IOException {
    try {
      UdpSocket socket = LinuxUdpSocket.open(libc, wanted, mark, Set.of());
      return timed ? new TimedSocket(socket) : socket;
    } catch (UdpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static void configure(
      Tunnel tunnel, String privateKey, String publicKey, String allowed, int port)
      throws Exception {
    String text =
        "[Interface]\nPrivateKey = "
            + privateKey
            + "\n[Peer]\nPublicKey = "
            + publicKey
            + "\nAllowedIPs = "
            + allowed
            + (port == 0 ? "\n" : "\nEndpoint = 127.0.0.1:" + port + "\n");
    TunnelConfig config = WgQuickParser.parse(text.getBytes(StandardCharsets.US_ASCII));
    tunnel
        .target()
        .apply(
            ConfigChanges.between(
                tunnel.target().state(),
                config,
                where -> {
                  try {
                    return Endpoint.of(InetAddress.getByName(where.host()), where.port());
                  } catch (IOException e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }

  /**
   * Microseconds from read to sent, sorted.
   *
   * @param first whether each packet is the first of its flow
   */
  double[] micros(boolean first, int count) throws BenchException {
    double[] micros = new double[count];
    for (int i = -WARM_UP; i < count; i++) {
      if (first) {
        port = port + 1 & 0xffff;
      }
      sentNanos = 0;
      tun.give(packet(port));
      long start = System.nanoTime();
      while (sentNanos == 0) {
        if (System.nanoTime() - start > LIMIT_NANOS) {
          throw new BenchException("a packet was never sent: " + tunnel.status());
        }
        LockSupport.parkNanos(PAUSE_NANOS / 10);
      }
      if (i >= 0) {
        micros[i] = (sentNanos - tun.readNanos()) / 1e3;
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    Arrays.sort(micros);
    return micros;
  }

  /** The value that {@code fraction} of the sorted ones do not exceed. */
  static double quantile(double[] sorted, double fraction) {
    return sorted[Math.clamp((int) Math.ceil(fraction * sorted.length) - 1, 0, sorted.length - 1)];
  }

  private static byte[] packet(int port) {
    ByteBuffer packet = ByteBuffer.allocate(10 + PACKET_BYTES);
    packet.putShort(10, (short) 0x4500).putShort(12, (short) PACKET_BYTES);
    packet.put(18, (byte) 64).put(19, (byte) 17);
    packet.putInt(22, 0x0a4d0001).putInt(26, 0x0a4d0002);
    packet.putShort(30, (short) port).putShort(32, (short) 5201);
    packet.putShort(34, (short) (PACKET_BYTES - 20));
    return packet.array();
  }

  @Override
  public void close() throws BenchException {
    try {
      tunnel.close();
      peer.close();
    } catch (IOException e) {
      throw new BenchException("closing the tunnels", e);
    }
  }

  /** Notes when data was handed to the kernel. */
  private final class TimedSocket implements UdpSocket {
    private final UdpSocket socket;

    TimedSocket(UdpSocket socket) {
      this.socket = socket;
    }

    @Override
    public int port() {
      return socket.port();
    }

    @Override
    public Set<Offload> offloads() {
      return socket.offloads();
    }

    @Override
    public int setFwmark(int mark) {
      return socket.setFwmark(mark);
    }

    @Override
    public Sender newSender() {
      return new TimedSender(socket.newSender());
    }

    @Override
    public Receiver newReceiver(int slots) {
      return socket.newReceiver(slots);
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  private final class TimedSender implements UdpSocket.Sender {
    private final UdpSocket.Sender sender;

    TimedSender(UdpSocket.Sender sender) {
      this.sender = sender;
    }

    @Override
    public int send(
        NativeBuffer buffer,
        int offset,
        int length,
        int segmentSize,
        Endpoint to,
        int dscp,
        int priority) {
      int result = sender.send(buffer, offset, length, segmentSize, to, dscp, priority);
      // Not keepalives and handshakes.
      if (length == PACKET_BYTES + 12 + 32 && buffer.bytes().get(offset) == 4) {
        sentNanos = System.nanoTime();
      }
      return result;
    }
  }
}
