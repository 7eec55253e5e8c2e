package io.omniedge.gateway.monitoring.metrics;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** What each peer of a tunnel does. */
final class PeerMetrics {
  private static final String[] LABELS = {"tunnel", "interface", "peer", "public_key"};

  private final Family received =
      Family.counter(
          "omniedge_peer_received_bytes",
          Unit.BYTES,
          "Bytes received from the peer, as wg show counts them",
          LABELS);
  private final Family sent =
      Family.counter(
          "omniedge_peer_sent_bytes",
          Unit.BYTES,
          "Bytes sent to the peer, as wg show counts them",
          LABELS);
  private final Family handshake =
      Family.gauge(
          "omniedge_peer_last_handshake_timestamp_seconds",
          Unit.SECONDS,
          "When the newest handshake with the peer succeeded, since 1970; 0 if none did",
          LABELS);
  private final Family age =
      Family.gauge(
          "omniedge_peer_handshake_age_seconds",
          Unit.SECONDS,
          "Time since the newest handshake; +Inf if there was none",
          LABELS);

  PeerMetrics(List<TunnelSnapshot> tunnels, Instant now) {
    for (TunnelSnapshot tunnel : tunnels) {
      tunnel.peers().forEach(peer -> add(tunnel, peer, now));
    }
  }

  private void add(TunnelSnapshot tunnel, PeerSnapshot peer, Instant now) {
    String[] labels = {tunnel.id(), tunnel.interfaceName(), peer.id(), peer.publicKey()};
    received.add(peer.receivedBytes(), labels);
    sent.add(peer.sentBytes(), labels);
    handshake.add(peer.lastHandshake().map(PeerMetrics::seconds).orElse(0.0), labels);
    age.add(
        peer.lastHandshake()
            // A clock that was set back makes no negative age.
            .map(then -> Math.max(0, Duration.between(then, now).toMillis() / 1e3))
            .orElse(Double.POSITIVE_INFINITY),
        labels);
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1e3;
  }

  Stream<MetricSnapshot> snapshots() {
    return Stream.of(received, sent, handshake, age).map(Family::snapshot);
  }
}
