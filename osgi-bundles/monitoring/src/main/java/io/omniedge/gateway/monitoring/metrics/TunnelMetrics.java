package io.omniedge.gateway.monitoring.metrics;

import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What a tunnel does as a whole. */
final class TunnelMetrics {
  private static final String DROP = "drop_";
  private static final Unit PACKETS = new Unit("packets");

  private final Family state =
      Family.gauge(
          "omniedge_tunnel_state",
          null,
          "1 for the state the tunnel is in, 0 for the others",
          "tunnel",
          "interface",
          "state");
  private final Family problems =
      Family.gauge(
          "omniedge_tunnel_problems",
          null,
          "Refused properties and reasons why the tunnel cannot run",
          "tunnel",
          "interface");
  private final Family peers =
      Family.gauge(
          "omniedge_tunnel_peers", null, "Peers the tunnel has in force", "tunnel", "interface");
  private final Family received =
      Family.counter(
          "omniedge_tunnel_received_packets",
          PACKETS,
          "Packets of peers that were decrypted and accepted, keepalives among them",
          "tunnel",
          "interface");
  private final Family sent =
      Family.counter(
          "omniedge_tunnel_sent_packets",
          PACKETS,
          "Packets that were encrypted and given to the network",
          "tunnel",
          "interface");
  private final Family dropped =
      Family.counter(
          "omniedge_tunnel_dropped_packets",
          PACKETS,
          "Packets and messages thrown away, by reason; a reason shows from its first packet on",
          "tunnel",
          "interface",
          "reason");

  TunnelMetrics(List<TunnelSnapshot> tunnels) {
    tunnels.forEach(this::add);
  }

  private void add(TunnelSnapshot tunnel) {
    String id = tunnel.id();
    String device = tunnel.interfaceName();
    for (TunnelState each : TunnelState.values()) {
      state.add(each == tunnel.state() ? 1 : 0, id, device, each.name().toLowerCase(Locale.ROOT));
    }
    problems.add(tunnel.problems().size(), id, device);
    peers.add(tunnel.peers().size(), id, device);
    for (Map.Entry<String, String> detail : tunnel.details().entrySet()) {
      String name = detail.getKey();
      if (name.equals("inbound_packets")) {
        received.add(count(detail), id, device);
      } else if (name.equals("outbound_packets")) {
        sent.add(count(detail), id, device);
      } else if (name.startsWith(DROP)) {
        dropped.add(count(detail), id, device, name.substring(DROP.length()));
      }
    }
  }

  /** Ours to write, so ours to read: anything else is a defect and fails the scrape loudly. */
  private static long count(Map.Entry<String, String> detail) {
    return Long.parseLong(detail.getValue());
  }

  Stream<MetricSnapshot> snapshots() {
    return Stream.of(state, problems, peers, received, sent, dropped).map(Family::snapshot);
  }
}
