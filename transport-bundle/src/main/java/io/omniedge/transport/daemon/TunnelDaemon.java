package io.omniedge.transport.daemon;

import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.tunnel.FileTimestampStore;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.tunnel.UnixServer;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.tun.Offload;
import io.omniedge.tun.TunDevice;
import io.omniedge.tun.UdpSocket;
import io.omniedge.tun.linux.LinuxTun;
import io.omniedge.tun.linux.LinuxUdpSocket;
import io.omniedge.tun.linux.TunException;
import io.omniedge.tun.linux.TunOptions;
import io.omniedge.tun.linux.UdpException;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import io.omniedge.tun.linux.netlink.InterfaceConfigurator;
import io.omniedge.tun.linux.netlink.LinkMonitor;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel from its command line to its end: opens, configures, watches the interface, cleans up.
 */
final class TunnelDaemon {
  private static final Logger LOG = System.getLogger(TunnelDaemon.class.getName());

  /** A gateway often boots before its name server; a failed look-up costs one datagram. */
  private static final long NAME_RETRY_MILLIS = 5_000;

  private final Options options;

  TunnelDaemon(Options options) {
    this.options = options;
  }

  /** Runs until SIGTERM or SIGINT, or until somebody deletes the interface. */
  void run() throws StartException, IOException {
    Path file = options.config();
    TunnelConfig config = file == null ? null : read(file);
    // The JDK's security providers take as long to load as the native layer: both at once.
    Thread random = new Thread(() -> new SecureRandom().nextInt(), "random");
    random.start();
    Libc libc = LibcLoader.system();
    CryptoSuite crypto = selectCrypto();
    try (Rtnetlink rtnetlink = Rtnetlink.open(libc);
        LinuxTun tun = openTun(libc);
        Tunnel tunnel = tunnel(libc, tun, crypto);
        UnixServer status = tunnel.serveStatus(options.runDirectory())) {
      InterfaceConfigurator network = new InterfaceConfigurator(rtnetlink);
      network.removeStale();
      ConfiguredTunnel configured = new ConfiguredTunnel(tunnel.target(), tun.name(), network);
      if (config != null) {
        configured.apply(config);
      }
      LinkFollower follower = new LinkFollower(tunnel, tun.name(), rtnetlink, configured);
      // After the configuration, whose own steps would be told as well.
      try (LinkMonitor monitor = LinkMonitor.open(libc, follower);
          UnixServer reload =
              UnixServer.listen(
                  options.socket(".reload"),
                  (in, out) ->
                      out.write(reload(configured, file).getBytes(StandardCharsets.UTF_8)));
          UnixServer configuration = tunnel.serveConfiguration(options.runDirectory())) {
        follower.catchUp();
        List<UnixServer> servers = List.of(configuration, reload, status);
        Thread hook = new Thread(() -> end(tunnel, servers, network, tun.name()));
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println(tun.name() + " ready, " + crypto.description());
        while (!tunnel.awaitEnd(NAME_RETRY_MILLIS)) {
          configured.resolveAgain();
        }
        if (!isShuttingDown(hook)) {
          throw new StartException(tun.name() + " was deleted by somebody else");
        }
      }
    } catch (ApplyException | NetlinkException | IllegalStateException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static TunnelConfig read(Path file) throws StartException {
    TunnelConfig config = ConfigFile.read(file);
    String warning = ConfigFile.warning(file);
    if (warning != null) {
      LOG.log(Level.WARNING, warning);
    }
    return config;
  }

  /** A file that is wrong, or cannot be applied, leaves the configuration in force. */
  private static String reload(ConfiguredTunnel configured, @Nullable Path file) {
    if (file == null) {
      return "refused: the tunnel was started without --config";
    }
    try {
      configured.apply(read(file));
      LOG.log(Level.INFO, "{0} is in force", file);
      return "ok";
    } catch (StartException | ApplyException | NetlinkException e) {
      LOG.log(Level.ERROR, "the old configuration stays in force: " + e.getMessage());
      return "refused, the old configuration stays in force: " + e.getMessage();
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

  private static UdpSocket openSocket(Libc libc, int port, int mark, Set<Offload> wanted)
      throws IOException {
    try {
      return LinuxUdpSocket.open(libc, port, mark, wanted);
    } catch (UdpException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private CryptoSuite selectCrypto() throws StartException {
    CryptoOptions properties = CryptoOptions.fromSystemProperties();
    try {
      return CryptoSuite.select(
          new CryptoOptions(
              options.aead() == null ? properties.aead() : options.aead(),
              options.keyAgreement() == null ? properties.keyAgreement() : options.keyAgreement(),
              properties.blake2s(),
              properties.openSslLibrary(),
              properties.boringSslLibrary()));
    } catch (CryptoException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private LinuxTun openTun(Libc libc) throws StartException {
    Set<Offload> wanted = EnumSet.of(Offload.TUN_TSO, Offload.TUN_USO);
    wanted.removeAll(options.disabled());
    try {
      return LinuxTun.open(libc, new TunOptions(options.subject(), false, false, wanted));
    } catch (TunException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Tunnel tunnel(Libc libc, TunDevice tun, CryptoSuite crypto) {
    Set<Offload> udp = EnumSet.of(Offload.UDP_SEGMENT, Offload.UDP_GRO);
    udp.removeAll(options.disabled());
    warnOfUnwritable(options.dataDirectory());
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
        ConfiguredTunnel.DEFAULT_MTU);
  }

  /** Takes the hook back, unless it is the hook that ended the tunnel: then the rest is its. */
  private static boolean isShuttingDown(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void end(
      Tunnel tunnel, List<UnixServer> servers, InterfaceConfigurator network, String name) {
    try {
      for (UnixServer server : servers) {
        server.close();
      }
      network.clear(name);
      tunnel.close();
    } catch (IOException | NetlinkException e) {
      LOG.log(Level.WARNING, "ending " + name + ": " + e.getMessage());
    }
    // Ended as asked: not the status 143 that the JVM gives after SIGTERM.
    Runtime.getRuntime().halt(0);
  }
}
