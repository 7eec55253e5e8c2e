package io.omniedge.gateway.api.mesh;

import java.util.List;

/**
 * Allows flows: whoever has a source address may open one to a destination; answers need no rule.
 * Immutable; the values are checked by {@link MeshTunnel#apply}.
 *
 * @param sources {@code address/length}
 * @param destinations {@code address/length}
 * @param protocol of the IP header: 6 TCP, 17 UDP, 132 SCTP, 1 ICMP, 58 ICMPv6; 0 for any
 * @param ports of the destination; empty for all; only TCP, UDP and SCTP have any
 */
public record MeshRule(
    List<String> sources, List<String> destinations, int protocol, List<PortRange> ports) {
  /** Copies the lists. */
  public MeshRule {
    sources = List.copyOf(sources);
    destinations = List.copyOf(destinations);
    ports = List.copyOf(ports);
  }
}
