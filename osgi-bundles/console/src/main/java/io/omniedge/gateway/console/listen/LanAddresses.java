package io.omniedge.gateway.console.listen;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which of the machine's addresses are of the LAN. Unless interfaces are named: the private ones
 * [RFC 1918, RFC 3927, RFC 4193] of interfaces that are no tunnels. A public address is never among
 * them, whatever is named: the page is not for the internet.
 */
public final class LanAddresses {
  /**
   * An address and where it is.
   *
   * @param tunnel whether the interface is point-to-point: a TUN device, PPP
   */
  record Located(String interfaceName, boolean tunnel, InetAddress address) {}

  private static final Logger LOG = System.getLogger(LanAddresses.class.getName());

  private LanAddresses() {}

  /** Those of this machine now, loopback not among them. */
  public static List<InetAddress> present(Set<String> named) throws SocketException {
    List<Located> all = new ArrayList<>();
    for (NetworkInterface network : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      try {
        if (network.isUp()) {
          boolean tunnel = network.isPointToPoint();
          for (InetAddress address : Collections.list(network.getInetAddresses())) {
            all.add(new Located(network.getName(), tunnel, address));
          }
        }
      } catch (SocketException e) {
        LOG.log(Level.DEBUG, "an interface went away while it was looked at", e);
      }
    }
    return chosen(all, named);
  }

  /** Those of these. */
  static List<InetAddress> chosen(List<Located> all, Set<String> named) {
    Set<InetAddress> chosen =
        new TreeSet<>(
            Comparator.comparing((InetAddress address) -> address instanceof Inet6Address)
                .thenComparing(InetAddress::getHostAddress));
    for (Located located : all) {
      boolean wanted = named.isEmpty() ? !located.tunnel : named.contains(located.interfaceName);
      if (wanted && isPrivate(located.address)) {
        chosen.add(located.address);
      }
    }
    return List.copyOf(chosen);
  }

  static boolean isPrivate(InetAddress address) {
    if (address.isLoopbackAddress() || address.isAnyLocalAddress()) {
      return false;
    }
    if (address instanceof Inet4Address) {
      return address.isSiteLocalAddress() || address.isLinkLocalAddress();
    }
    // Unique local addresses, fc00::/7. Link-local ones need a zone, which no browser takes.
    return (address.getAddress()[0] & 0xfe) == 0xfc;
  }
}
