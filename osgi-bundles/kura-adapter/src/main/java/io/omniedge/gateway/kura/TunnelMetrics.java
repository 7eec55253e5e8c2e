package io.omniedge.gateway.kura;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import java.util.Map;
import org.eclipse.kura.message.KuraPayload;

/**
 * The names and types of the metrics, in answers and in what is published. No secret is among them.
 */
final class TunnelMetrics {
  private TunnelMetrics() {}

  /** What the metrics of this tunnel begin with. */
  static String prefix(String tunnel) {
    return "tunnel." + tunnel + ".";
  }

  /** Adds a tunnel without its peers. */
  static void add(TunnelSnapshot tunnel, KuraPayload payload) {
    String prefix = prefix(tunnel.id());
    payload.addMetric(prefix + "state", tunnel.state().name());
    payload.addMetric(prefix + "interface", tunnel.interfaceName());
    tunnel.publicKey().ifPresent(key -> payload.addMetric(prefix + "public.key", key));
    payload.addMetric(prefix + "listen.port", tunnel.listenPort());
    payload.addMetric(prefix + "peers", tunnel.peers().size());
    for (int i = 0; i < tunnel.problems().size(); i++) {
      payload.addMetric(prefix + "problem." + (i + 1), tunnel.problems().get(i));
    }
    for (Map.Entry<String, String> detail : tunnel.details().entrySet()) {
      payload.addMetric(prefix + "detail." + detail.getKey(), detail.getValue());
    }
  }

  /** Adds a peer. */
  static void add(PeerSnapshot peer, KuraPayload payload) {
    String prefix = "peer." + (peer.id().isEmpty() ? peer.publicKey() : peer.id()) + ".";
    payload.addMetric(prefix + "public.key", peer.publicKey());
    peer.endpoint().ifPresent(where -> payload.addMetric(prefix + "endpoint", where));
    payload.addMetric(prefix + "allowed.ips", String.join(", ", peer.allowedIps()));
    peer.lastHandshake()
        .ifPresent(time -> payload.addMetric(prefix + "last.handshake", time.toEpochMilli()));
    payload.addMetric(prefix + "received.bytes", peer.receivedBytes());
    payload.addMetric(prefix + "sent.bytes", peer.sentBytes());
    payload.addMetric(prefix + "persistent.keepalive", peer.persistentKeepaliveSeconds());
  }
}
