package io.omniedge.transport.link;

import io.omniedge.transport.config.InterfaceConfig;
import io.omniedge.transport.tunnel.Tunnel;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.tun.linux.netlink.Link;
import io.omniedge.tun.linux.netlink.NetlinkEvent;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.Rtnetlink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Keeps a tunnel as its interface is: {@code ip link set NAME up|down|mtu} reaches the tunnel
 * through here, and so does a WAN whose address changed.
 *
 * <p>An event only says that something changed. What holds is asked anew, for events arrive late
 * and the state they carry may be over: a tunnel that goes down for a past moment loses its
 * sessions. Thread-safe.
 */
final class LinkFollower implements Consumer<NetlinkEvent> {
  private static final Logger LOG = System.getLogger(LinkFollower.class.getName());

  private final Tunnel tunnel;
  private final String name;
  private final Rtnetlink rtnetlink;
  private final ConfiguredTunnel configured;
  private volatile Runnable neighbourChanged = () -> {};
  private boolean down;
  private boolean narrow;

  LinkFollower(Tunnel tunnel, String name, Rtnetlink rtnetlink, ConfiguredTunnel configured) {
    this.configured = configured;
    this.tunnel = tunnel;
    this.name = name;
    this.rtnetlink = rtnetlink;
  }

  /** Who is told of other interfaces and all addresses. */
  void onNeighbourChange(Runnable listener) {
    neighbourChanged = listener;
  }

  /** Runs on the monitor's thread; what fails is logged and followed by the next event. */
  @Override
  public void accept(NetlinkEvent event) {
    try {
      if (event instanceof NetlinkEvent.LinkChanged changed) {
        if (changed.link().name().equals(name)) {
          catchUp();
        } else {
          neighbourChanged.run();
        }
      } else if (event instanceof NetlinkEvent.Failed failed) {
        LOG.log(
            Level.ERROR, name + " no longer follows its interface: " + failed.cause().getMessage());
      } else {
        if (event instanceof NetlinkEvent.Overrun) {
          catchUp();
        }
        tunnel.networkChanged();
        // Routes are no networks of this machine, and most of them are ours.
        if (!(event instanceof NetlinkEvent.RouteChanged)
            && !(event instanceof NetlinkEvent.RouteRemoved)) {
          neighbourChanged.run();
        }
      }
    } catch (ApplyException | NetlinkException e) {
      LOG.log(Level.ERROR, name + " cannot follow its interface: " + e.getMessage());
    }
  }

  /** Brings the tunnel to the present state of its interface; a deleted one ends it elsewhere. */
  synchronized void catchUp() throws ApplyException, NetlinkException {
    Optional<Link> link = rtnetlink.link(name);
    if (link.isEmpty()) {
      return;
    }
    int mtu = link.get().mtu();
    tunnel.mtuChanged(mtu);
    if (mtu < InterfaceConfig.MIN_IPV6_MTU) {
      // The kernel has taken the IPv6 addresses and routes away, and will not put them back.
      narrow = true;
    } else if (narrow) {
      narrow = false;
      configured.restoreNetwork(mtu);
    }
    if (link.get().isUp()) {
      tunnel.up();
      if (down) {
        down = false;
        configured.restoreNetwork(mtu);
      }
    } else {
      down = true;
      tunnel.down();
    }
  }
}
