package io.omniedge.transport.daemon;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.HostAndPort;
import io.omniedge.transport.config.InterfaceConfig;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.config.RouteTable;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.config.WgQuickParser;
import io.omniedge.transport.crypto.CryptoException;
import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.noise.HandshakeTimestamps;
import io.omniedge.transport.tunnel.FileTimestampStore;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.tunnel.UnixServer;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.ConfigChanges;
import io.omniedge.transport.uapi.DeviceChange;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
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
import io.omniedge.tun.linux.netlink.InterfaceSettings;
import io.omniedge.tun.linux.netlink.LinkMonitor;
import io.omniedge.tun.linux.netlink.NetlinkEvent;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.RouteSetting;
import io.omniedge.tun.linux.netlink.RoutingTable;
import io.omniedge.tun.linux.netlink.Rtnetlink;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One tunnel from its command line to its end: opens, configures, watches the interface, cleans up.
 */
final class TunnelDaemon {
  private static final Logger LOG = System.getLogger(TunnelDaemon.class.getName());

  /**
   * 1,500 less IPv6 (40), UDP (8) and WireGuard (32): fits everywhere Ethernet does, as wg-quick
   * assumes.
   */
  private static final int DEFAULT_MTU = 1420;

  private final Options options;

  TunnelDaemon(Options options) {
    this.options = options;
  }

  /** Runs until SIGTERM or SIGINT, or until somebody deletes the interface. */
  void run() throws StartException, IOException {
    TunnelConfig config = readConfig();
    Libc libc = LibcLoader.system();
    CryptoSuite crypto = selectCrypto();
    try (Rtnetlink rtnetlink = Rtnetlink.open(libc);
        LinuxTun tun = openTun(libc);
        Tunnel tunnel = tunnel(libc, tun, crypto);
        LinkMonitor monitor = LinkMonitor.open(libc, event -> follow(tunnel, tun.name(), event));
        UnixServer status = tunnel.serveStatus(options.runDirectory())) {
      InterfaceConfigurator network = new InterfaceConfigurator(rtnetlink);
      network.removeStale();
      if (config != null) {
        start(tunnel, tun.name(), network, config);
      }
      try (UnixServer configuration = tunnel.serveConfiguration(options.runDirectory())) {
        Thread hook =
            new Thread(() -> end(tunnel, List.of(configuration, status), network, tun.name()));
        Runtime.getRuntime().addShutdownHook(hook);
        System.out.println(tun.name() + " ready, " + crypto.description());
        tunnel.awaitEnd();
        LOG.log(Level.INFO, "{0} is gone", tun.name());
      }
    } catch (ApplyException | NetlinkException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
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

  private static void start(
      Tunnel tunnel, String name, InterfaceConfigurator network, TunnelConfig config)
      throws ApplyException, NetlinkException {
    InterfaceConfig device = config.device();
    List<RouteSetting> routes = new ArrayList<>();
    boolean defaultRoute = false;
    for (PeerConfig peer : config.peers()) {
      for (IpPrefix prefix : peer.allowedIps()) {
        routes.add(RouteSetting.to(prefix));
        defaultRoute |= prefix.length() == 0;
      }
    }
    DeviceChange change = ConfigChanges.replacing(config, TunnelDaemon::resolve);
    int fwmark = device.fwmark();
    if (fwmark == 0 && defaultRoute && device.table().kind() == RouteTable.Kind.AUTO) {
      // Our own datagrams must not go into the tunnel: the mark tells them apart, as with wg-quick.
      fwmark = network.unusedFwmark();
      change =
          new DeviceChange(change.privateKey(), change.listenPort(), fwmark, true, change.peers());
    }
    tunnel.target().apply(change);
    network.apply(
        name,
        InterfaceSettings.of(device.addresses())
            .withMtu(device.mtu() == 0 ? DEFAULT_MTU : device.mtu())
            .withRoutes(routes)
            .withTable(table(device.table()))
            .withFwmark(fwmark));
    tunnel.up();
  }

  private static RoutingTable table(RouteTable table) {
    return switch (table.kind()) {
      case AUTO -> RoutingTable.AUTO;
      case OFF -> RoutingTable.OFF;
      case NUMBER -> RoutingTable.of(table.number());
    };
  }

  private @Nullable TunnelConfig readConfig() throws StartException {
    if (options.config() == null) {
      return null;
    }
    try {
      return WgQuickParser.parse(Files.readAllBytes(options.config()));
    } catch (ConfigException e) {
      throw new StartException(options.config() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StartException("cannot read " + options.config() + ": " + e, e);
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
      return LinuxTun.open(libc, new TunOptions(options.interfaceName(), false, false, wanted));
    } catch (TunException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    }
  }

  private Tunnel tunnel(Libc libc, TunDevice tun, CryptoSuite crypto) {
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
        DEFAULT_MTU);
  }

  /** The first address of a name; null, and a warning, while the name server does not know it. */
  private static @Nullable Endpoint resolve(HostAndPort where) {
    try {
      return Endpoint.of(InetAddress.getByName(where.host()), where.port());
    } catch (UnknownHostException e) {
      LOG.log(Level.WARNING, "endpoint {0} is not known to the name server yet", where);
      return null;
    }
  }

  /**
   * {@code ip link set NAME up|down|mtu} reaches the tunnel through here, and so does a WAN whose
   * address changed.
   */
  private static void follow(Tunnel tunnel, String name, NetlinkEvent event) {
    try {
      if (event instanceof NetlinkEvent.LinkChanged changed) {
        if (changed.link().name().equals(name)) {
          tunnel.mtuChanged(changed.link().mtu());
          if (changed.link().isUp()) {
            tunnel.up();
          } else {
            tunnel.down();
          }
        }
      } else if (event instanceof NetlinkEvent.Failed failed) {
        LOG.log(
            Level.ERROR, name + " no longer follows its interface: " + failed.cause().getMessage());
      } else {
        tunnel.networkChanged();
      }
    } catch (ApplyException e) {
      LOG.log(Level.ERROR, name + " cannot follow its interface: " + e.getMessage());
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
