package io.omniedge.gateway.agent.map;

import io.omniedge.protocol.net.AddressText;
import io.omniedge.protocol.net.Prefix;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * Addresses and networks of this machine, without those of tunnels.
 *
 * @param addresses of interfaces that are up, IPv4 first
 * @param lans private networks that are directly connected
 */
public record LocalNetworks(List<InetAddress> addresses, List<Prefix> lans) {
  private static final List<Prefix> PRIVATE =
      List.of(
          Prefix.parse("10.0.0.0/8"),
          Prefix.parse("172.16.0.0/12"),
          Prefix.parse("192.168.0.0/16"),
          Prefix.parse("fc00::/7"));

  /** Copies. */
  public LocalNetworks {
    addresses = List.copyOf(addresses);
    lans = List.copyOf(lans);
  }

  /** As they are now; empty if the system does not tell. */
  public static LocalNetworks read() {
    List<InetAddress> addresses = new ArrayList<>();
    TreeSet<Prefix> lans = new TreeSet<>();
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (one.isUp() && !one.isLoopback() && !one.isPointToPoint() && !one.isVirtual()) {
          for (InterfaceAddress bound : one.getInterfaceAddresses()) {
            add(bound, addresses, lans);
          }
        }
      }
    } catch (SocketException e) {
      return new LocalNetworks(List.of(), List.of());
    }
    addresses.sort((a, b) -> Boolean.compare(a instanceof Inet6Address, b instanceof Inet6Address));
    return new LocalNetworks(addresses, List.copyOf(lans));
  }

  private static void add(
      InterfaceAddress bound, List<InetAddress> addresses, TreeSet<Prefix> lans) {
    InetAddress address = bound.getAddress();
    if (address.isLinkLocalAddress() || address.isMulticastAddress()) {
      return;
    }
    addresses.add(address);
    Prefix network = Prefix.around(address, bound.getNetworkPrefixLength());
    if (!network.isHost() && PRIVATE.stream().anyMatch(range -> range.contains(network))) {
      lans.add(network);
    }
  }

  /** {@code address:port} of each, at most so many. */
  public List<String> endpoints(int port, int most) {
    return addresses.stream()
        .limit(most)
        .map(
            address -> {
              String text = AddressText.of(address);
              return (address instanceof Inet4Address ? text : "[" + text + "]") + ":" + port;
            })
        .toList();
  }
}
