package io.omniedge.transport.link;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.tunnel.FileTimestampStore;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.tunnel.TunnelStatus;
import io.omniedge.transport.tunnel.UnixServer;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.DeviceState;
import io.omniedge.tun.Offload;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.LinuxTun;
import io.omniedge.tun.linux.LinuxUdpSocket;
import io.omniedge.tun.linux.TunException;
import io.omniedge.tun.linux.TunOptions;
import io.omniedge.tun.linux.UdpException;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.netlink.InterfaceConfigurator;
import io.omniedge.tun.linux.netlink.LinkMonitor;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One running tunnel at its interface, from opening to cleaning up. Follows what others do to the
 * interface, and serves {@code wg} if it has a directory for the socket.
 *
 * <p>Thread-safe; {@link #apply} waits for the kernel, so no thread of the data path calls it.
 */
public final class TunnelLink implements AutoCloseable {
  private static final Logger LOG = System.getLogger(TunnelLink.class.getName());

  /** What is to be closed, the last opened first. */
  private interface Closing {
    void close() throws IOException, NetlinkException;
  }

  private final Deque<Closing> opened = new ArrayDeque<>();
  private final Tunnel tunnel;
  private final ConfiguredTunnel configured;
  private final LinkFollower follower;
  private final String name;

  private TunnelLink(
      Libc libc,
      CryptoSuite crypto,
      LinkOptions options,
      AccessControl access,
      @Nullable TunnelConfig config)
      throws TunException, NetlinkException, ApplyException, IOException {
    try {
      Rtnetlink rtnetlink = Rtnetlink.open(libc);
      opened.push(rtnetlink::close);
      LinuxTun tun = LinuxTun.open(libc, tunOptions(options));
      opened.push(tun::close);
      name = tun.name();
      tunnel = tunnel(libc, tun, crypto, options, access);
      opened.push(tunnel::close);
      InterfaceConfigurator network = new InterfaceConfigurator(rtnetlink);
      network.removeStale();
      opened.push(() -> network.clear(name));
      configured = new ConfiguredTunnel(tunnel.target(), name, network);
      if (config != null) {
        configured.apply(config);
      }
      follower = new LinkFollower(tunnel, name, rtnetlink, configured);
      // After the configuration, whose own steps would be told as well.
      LinkMonitor monitor = LinkMonitor.open(libc, follower);
      opened.push(monitor::close);
      Path sockets = options.runDirectory();
      if (sockets != null) {
        opened.push(tunnel.serveStatus(sockets)::close);
        opened.push(tunnel.serveConfiguration(sockets)::close);
      }
      follower.catchUp();
    } catch (TunException
        | NetlinkException
        | ApplyException
        | IOException
        | RuntimeException
        | Error e) {
      close();
      throw e;
    }
  }

  /**
   * Makes the interface and brings it up; all flows may pass.
   *
   * @param config the first configuration, or null to be configured by {@code wg} only
   * @throws LinkException saying what failed; nothing is left behind then
   */
  public static TunnelLink open(
      Libc libc, CryptoSuite crypto, LinkOptions options, @Nullable TunnelConfig config)
      throws LinkException {
    return open(libc, crypto, options, new AccessControl(new SecureRandom().nextLong()), config);
  }

  /**
   * The same with a say in which flows may pass, from the first packet on.
   *
   * @param access belongs to the caller, who may keep it for the next link
   */
  public static TunnelLink open(
      Libc libc,
      CryptoSuite crypto,
      LinkOptions options,
      AccessControl access,
      @Nullable TunnelConfig config)
      throws LinkException {
    warnOfUnwritable(options.dataDirectory());
    try {
      return new TunnelLink(libc, crypto, options, access, config);
    } catch (TunException | NetlinkException | ApplyException | IOException e) {
      throw new LinkException(String.valueOf(e.getMessage()), e);
    }
  }

  /** The name of the interface. */
  public String name() {
    return name;
  }

  /**
   * Puts a configuration in the place of the one in force. Peers that stay keep their sessions.
   *
   * @throws LinkException if any of it is refused; all is as before then
   */
  public void apply(TunnelConfig config) throws LinkException {
    try {
      configured.apply(config);
    } catch (ApplyException | NetlinkException e) {
      throw new LinkException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Begins a handshake with each of these peers that has an endpoint, instead of waiting for a
   * packet to it. They must be without persistent keepalives, which do the same.
   */
  public void greet(Collection<PublicKey> peers) throws LinkException {
    try {
      configured.greet(peers);
    } catch (ApplyException e) {
      throw new LinkException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * From now on tells of other interfaces that come, go, or change their addresses. The listener
   * runs on the monitor's thread and has to be quick; it looks for itself what is there.
   */
  public void onNeighbourChange(Runnable listener) {
    follower.onNeighbourChange(listener);
  }

  /** Looks up the names of peers that have no endpoint yet. */
  public void resolveAgain() {
    configured.resolveAgain();
  }

  /** Serves a protocol of the caller's at a socket beside those for {@code wg}. */
  public void serve(Path socket, UnixServer.Handler handler) throws IOException {
    UnixServer server = UnixServer.listen(socket, handler);
    synchronized (opened) {
      opened.push(server::close);
    }
  }

  /** Keys, peers and their counters at this moment. */
  public DeviceState state() throws LinkException {
    try {
      return tunnel.target().state();
    } catch (ApplyException e) {
      throw new LinkException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Providers, offloads, packets and drops. */
  public TunnelStatus status() {
    return tunnel.status();
  }

  /**
   * Waits until the tunnel has ended: closed, its interface deleted by somebody else, or failed.
   *
   * @param millis at most this long
   * @return true if it has ended
   * @throws IllegalStateException with what a thread of it failed of
   */
  public boolean awaitEnd(long millis) throws InterruptedException {
    return tunnel.awaitEnd(millis);
  }

  /** Takes everything away that {@link #open} made, as far as it gets; idempotent. */
  @Override
  public void close() {
    while (true) {
      Closing next;
      synchronized (opened) {
        next = opened.poll();
      }
      if (next == null) {
        return;
      }
      try {
        next.close();
      } catch (IOException | NetlinkException e) {
        LOG.log(Level.WARNING, "cleaning up after a tunnel: " + e.getMessage());
      }
    }
  }

  private static TunOptions tunOptions(LinkOptions options) {
    Set<Offload> wanted = EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO);
    wanted.removeAll(options.disabled());
    return new TunOptions(options.name(), false, false, wanted);
  }

  private static Tunnel tunnel(
      Libc libc, LinuxTun tun, CryptoSuite crypto, LinkOptions options, AccessControl access) {
    Set<Offload> udp = EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO);
    udp.removeAll(options.disabled());
    HandshakeTimestamps timestamps =
        new HandshakeTimestamps(
            InstantSource.system(),
            new FileTimestampStore(options.dataDirectory().resolve(tun.name() + ".timestamp")));
    return new Tunnel(
        libc,
        tun,
        (port, mark) -> openSocket(libc, port, mark, udp),
        crypto,
        timestamps,
        access,
        ConfiguredTunnel.DEFAULT_MTU);
  }

  private static UdpSocket openSocket(Libc libc, int port, int mark, Set<Offload> wanted)
      throws IOException {
    try {
      return LinuxUdpSocket.open(libc, port, mark, wanted);
    } catch (UdpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  /** The tunnel works without; a reboot with the clock at 1970 would then find its peers deaf. */
  private static void warnOfUnwritable(Path directory) {
    try {
      Files.createDirectories(directory);
      if (Files.isWritable(directory)) {
        return;
      }
      LOG.log(Level.WARNING, "handshake timestamps cannot be kept: {0} is not writable", directory);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "handshake timestamps cannot be kept in " + directory + ": " + e);
    }
  }
}
