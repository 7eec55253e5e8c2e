package io.omniedge.transport.acl;

import io.omniedge.tun.IpPrefix;
import java.util.List;

/**
 * Allows flows: whoever has a source address may send the first packet to a destination. What comes
 * back belongs to the flow and needs no rule. Immutable.
 *
 * @param sources prefixes of those who begin, host bits cleared
 * @param destinations prefixes they may reach, host bits cleared
 * @param protocol of the IP header: 6 TCP, 17 UDP, 1 ICMP, 58 ICMPv6; 0 for any
 * @param ports of the destination, any of them; empty for all
 */
public record AccessRule(
    List<IpPrefix> sources, List<IpPrefix> destinations, int protocol, List<PortRange> ports) {
  /** Any protocol. */
  public static final int ANY_PROTOCOL = 0;

  /** Copies the lists and checks that the ports have a protocol with ports. */
  public AccessRule {
    if (protocol < 0 || protocol > 0xff) {
      throw new IllegalArgumentException("protocol " + protocol + " is not in 0..255");
    }
    if (!ports.isEmpty() && !InnerHeader.hasPorts(protocol)) {
      throw new IllegalArgumentException(
          "protocol " + protocol + " has no ports; only 6 (TCP), 17 (UDP) and 132 (SCTP) have");
    }
    sources = sources.stream().map(IpPrefix::network).toList();
    destinations = destinations.stream().map(IpPrefix::network).toList();
    ports = List.copyOf(ports);
  }
}
