package io.omniedge.manager.policy;

import io.omniedge.protocol.map.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a flow carries.
 *
 * @param protocol any, or one
 * @param ports destination ports in order, no two of them touching; empty for all
 */
record Traffic(IpProtocol protocol, List<PortRange> ports) {
  static final Traffic ANY = new Traffic(IpProtocol.ANY, List.of());

  /** Sorts the ports and joins what touches, so that equal traffic is equal. */
  Traffic {
    ports = joined(ports);
    if (!ports.isEmpty() && !protocol.hasPorts()) {
      throw new IllegalArgumentException(
          "protocol " + protocol.text() + " has no ports; tcp, udp and sctp have");
    }
  }

  /** The ranges in order, those that overlap or follow each other as one. */
  static List<PortRange> joined(List<PortRange> ranges) {
    List<PortRange> joined = new ArrayList<>();
    for (PortRange range : ranges.stream().sorted().toList()) {
      PortRange last = joined.isEmpty() ? null : joined.get(joined.size() - 1);
      if (last != null && range.first() <= last.last() + 1) {
        joined.set(
            joined.size() - 1, new PortRange(last.first(), Math.max(last.last(), range.last())));
      } else {
        joined.add(range);
      }
    }
    return List.copyOf(joined);
  }

  /**
   * Whether a packet is of it.
   *
   * @param number of its protocol
   * @param port where it goes; nothing looks at it if the protocol has none
   */
  boolean matches(Family family, int number, int port) {
    int wanted = protocol.number(family);
    return (wanted == 0 || wanted == number)
        && (ports.isEmpty() || ports.stream().anyMatch(range -> range.contains(port)));
  }

  /** {@code tcp/502,8000-8080}, or the protocol alone. */
  @Override
  public String toString() {
    return ports.isEmpty()
        ? protocol.text()
        : protocol.text()
            + "/"
            + ports.stream().map(PortRange::toString).collect(Collectors.joining(","));
  }
}
