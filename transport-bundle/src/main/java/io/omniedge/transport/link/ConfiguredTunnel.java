package io.omniedge.transport.link;

import io.omniedge.transport.config.HostAndPort;
import io.omniedge.transport.config.InterfaceConfig;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.config.RouteTable;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.tunnel.WireGuardTarget;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.ConfigChanges;
import io.omniedge.transport.uapi.DeviceChange;
import io.omniedge.transport.uapi.PeerChange;
import io.omniedge.transport.uapi.PeerState;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.netlink.InterfaceConfigurator;
import io.omniedge.tun.linux.netlink.InterfaceSettings;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.RouteSetting;
import io.omniedge.tun.linux.netlink.RoutingTable;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file in force: peers and keys in the tunnel, addresses and routes at its
 * interface. One thread at a time.
 */
final class ConfiguredTunnel {
  private static final Logger LOG = System.getLogger(ConfiguredTunnel.class.getName());

  private static final String LOOSE_REVERSE_PATH = "2";

  /** Any will do: it is not kept. */
  private static final int GREETING_SECONDS = 25;

  /**
   * 1,500 less IPv6 (40), UDP (8) and WireGuard (32): fits everywhere Ethernet does, as wg-quick
   * assumes.
   */
  static final int DEFAULT_MTU = 1420;

  private final WireGuardTarget target;
  private final String name;
  private final InterfaceConfigurator network;
  private @Nullable InterfaceSettings inForce;
  private @Nullable TunnelConfig config;

  ConfiguredTunnel(WireGuardTarget target, String name, InterfaceConfigurator network) {
    this.target = target;
    this.name = name;
    this.network = network;
  }

  /**
   * Puts a configuration in the place of the one in force. Peers that stay keep their sessions. If
   * any of it is refused, all is as before.
   */
  synchronized void apply(TunnelConfig wanted) throws ApplyException, NetlinkException {
    InterfaceConfig device = wanted.device();
    if (!device.dnsServers().isEmpty() || device.saveConfig()) {
      LOG.log(Level.WARNING, "{0}: DNS and SaveConfig are read but not acted upon here", name);
    }
    DeviceChange change = ConfigChanges.between(target.state(), wanted, ConfiguredTunnel::resolve);
    int fwmark = device.fwmark();
    if (fwmark == 0 && needsMark(wanted)) {
      // Our own datagrams must not go into the tunnel: the mark tells them apart, as with wg-quick.
      InterfaceSettings before = inForce;
      fwmark = before != null && before.fwmark() != 0 ? before.fwmark() : network.unusedFwmark();
      change =
          new DeviceChange(
              change.privateKey(),
              change.listenPort(),
              fwmark,
              change.replacePeers(),
              change.peers());
    }
    InterfaceSettings settings = settings(wanted, fwmark);
    InterfaceSettings before = inForce;
    // The network first: it undoes itself on an error, and the tunnel is whole or not at all.
    network.apply(name, settings);
    try {
      target.apply(change);
      inForce = settings;
      config = wanted;
      if (wanted.takesDefault()) {
        takeAnswers();
      }
    } catch (ApplyException e) {
      try {
        if (before == null) {
          network.clear(name);
        } else {
          network.apply(name, before);
        }
      } catch (NetlinkException second) {
        e.addSuppressed(second);
      }
      throw e;
    }
  }

  /**
   * What comes back from beyond an exit node has the addresses of the whole world, to which this
   * machine itself has another way: with a strict reverse path filter, where the system has one, it
   * would be dropped [ip-sysctl, rp_filter].
   */
  private void takeAnswers() {
    Path filter = Path.of("/proc/sys/net/ipv4/conf", name, "rp_filter");
    try {
      if (Files.readString(filter).strip().equals(LOOSE_REVERSE_PATH)) {
        return;
      }
      Files.writeString(filter, LOOSE_REVERSE_PATH);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "{0}: answers through an exit node may be dropped: {1}", name, e);
    }
  }

  /**
   * Says hello to peers without persistent keepalives: one that is switched on is sent at once
   * [wg(8)], and off again it stays the only one.
   */
  void greet(Collection<PublicKey> peers) throws ApplyException {
    List<PeerChange> changes = new ArrayList<>();
    for (PublicKey peer : peers) {
      changes.add(PeerChange.keepalive(peer, GREETING_SECONDS));
      changes.add(PeerChange.keepalive(peer, 0));
    }
    target.apply(new DeviceChange(null, null, null, false, changes));
  }

  /**
   * The kernel forgot routes or addresses while the interface was down or too narrow: puts them
   * back, and leaves the MTU as somebody has set it.
   */
  synchronized void restoreNetwork(int mtu) throws NetlinkException {
    InterfaceSettings settings = inForce;
    if (settings != null) {
      network.apply(name, settings.withMtu(mtu));
    }
  }

  /**
   * Looks up the names of peers that have no endpoint yet. Changes nothing else: somebody may have
   * used {@code wg set} since the file was read.
   */
  synchronized void resolveAgain() {
    TunnelConfig present = config;
    if (present == null) {
      return;
    }
    try {
      Set<PublicKey> without = new HashSet<>();
      for (PeerState peer : target.state().peers()) {
        if (peer.endpoint() == null) {
          without.add(peer.publicKey());
        }
      }
      for (PeerConfig peer : present.peers()) {
        HostAndPort where = peer.endpoint();
        Endpoint found =
            where == null || !without.contains(peer.publicKey()) ? null : lookUp(where);
        if (found != null) {
          LOG.log(Level.INFO, "endpoint {0} is {1}", where, found);
          target.apply(
              new DeviceChange(
                  null, null, null, false, List.of(PeerChange.moved(peer.publicKey(), found))));
        }
      }
    } catch (ApplyException e) {
      LOG.log(Level.WARNING, name + ": " + e.getMessage());
    }
  }

  private static boolean needsMark(TunnelConfig config) {
    return config.device().table().kind() == RouteTable.Kind.AUTO
        && (config.takesDefault()
            || config.peers().stream()
                .flatMap(peer -> peer.allowedIps().stream())
                .anyMatch(prefix -> prefix.length() == 0));
  }

  private static InterfaceSettings settings(TunnelConfig config, int fwmark) {
    InterfaceConfig device = config.device();
    Set<RouteSetting> routes = new LinkedHashSet<>();
    if (config.takesDefault()) {
      for (IpPrefix address : device.addresses()) {
        routes.add(RouteSetting.to(new IpPrefix(address.address(), 0)));
      }
    }
    for (PeerConfig peer : config.peers()) {
      for (IpPrefix prefix : peer.allowedIps()) {
        routes.add(RouteSetting.to(prefix));
      }
    }
    RouteTable table = device.table();
    return InterfaceSettings.of(device.addresses())
        .withMtu(device.mtu() == 0 ? DEFAULT_MTU : device.mtu())
        .withRoutes(List.copyOf(routes))
        .withForwardedOnly(config.takesDefault())
        .withTable(
            switch (table.kind()) {
              case AUTO -> RoutingTable.AUTO;
              case OFF -> RoutingTable.OFF;
              case NUMBER -> RoutingTable.of(table.number());
            })
        .withFwmark(fwmark);
  }

  /** The first address of a name; null, and a warning, while the name server does not know it. */
  private static @Nullable Endpoint resolve(HostAndPort where) {
    Endpoint found = lookUp(where);
    if (found == null) {
      LOG.log(Level.WARNING, "endpoint {0} is not known to the name server yet", where);
    }
    return found;
  }

  private static @Nullable Endpoint lookUp(HostAndPort where) {
    try {
      return Endpoint.of(InetAddress.getByName(where.host()), where.port());
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
