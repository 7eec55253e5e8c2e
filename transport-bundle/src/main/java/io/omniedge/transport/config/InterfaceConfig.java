package io.omniedge.transport.config;

import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import java.util.List;

/**
 * The {@code [Interface]} section. Immutable; printing it shows no secret.
 *
 * @param privateKey the static private key, never zero
 * @param listenPort UDP port, 0 for one the kernel chooses
 * @param fwmark mark on everything sent, unsigned; 0 for none
 * @param addresses addresses of the interface, host bits kept
 * @param dnsServers name servers to use while the tunnel is up
 * @param dnsSearchDomains domains to search while the tunnel is up
 * @param mtu bytes of the inner packet, 0 to derive it from the way to the peers
 * @param table where routes to allowed IPs go
 * @param saveConfig whether the state is written back to the file on shutdown
 */
public record InterfaceConfig(
    Secret privateKey,
    int listenPort,
    int fwmark,
    List<IpPrefix> addresses,
    List<InetAddress> dnsServers,
    List<String> dnsSearchDomains,
    int mtu,
    RouteTable table,
    boolean saveConfig) {
  /**
   * The smallest MTU of a link with IPv6 addresses; Linux takes them off a smaller one [RFC 8200,
   * section 5].
   */
  public static final int MIN_IPV6_MTU = 1280;

  /** The smallest MTU any IPv4 link may have [RFC 791]. */
  public static final int MIN_MTU = 68;

  /** The largest UDP payload over IPv4, 65,507 bytes, less the 32 bytes of a data message. */
  public static final int MAX_MTU = 65_507 - 32;

  /** Whether a link of this MTU, 0 for the default, can have these addresses. */
  static boolean fits(int mtu, List<IpPrefix> addresses) {
    return mtu == 0 || mtu >= MIN_IPV6_MTU || addresses.stream().allMatch(IpPrefix::isIpv4);
  }

  /** Copies the lists and checks the ranges. */
  public InterfaceConfig {
    if (listenPort < 0 || listenPort > 0xffff) {
      throw new IllegalArgumentException("port " + listenPort + " is not in 0..65535");
    }
    if (mtu != 0 && (mtu < MIN_MTU || mtu > MAX_MTU)) {
      throw new IllegalArgumentException("MTU " + mtu + " is not in 68..65475");
    }
    if (!fits(mtu, addresses)) {
      throw new IllegalArgumentException(
          "MTU " + mtu + ": an IPv6 address needs " + MIN_IPV6_MTU + " at least");
    }
    addresses = List.copyOf(addresses);
    dnsServers = List.copyOf(dnsServers);
    dnsSearchDomains = List.copyOf(dnsSearchDomains);
  }
}
