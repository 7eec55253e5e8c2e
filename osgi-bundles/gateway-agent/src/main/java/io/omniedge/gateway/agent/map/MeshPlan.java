package io.omniedge.gateway.agent.map;

import io.omniedge.gateway.agent.exit.ExitChoice;
import io.omniedge.gateway.api.mesh.MeshPeer;
import io.omniedge.gateway.api.mesh.MeshRule;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.gateway.api.mesh.PortRange;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What a map means for the tunnel. */
public final class MeshPlan {
  /** Below the 30 s after which the shortest-lived UDP mappings of NATs end [RFC 4787, REQ-5]. */
  private static final int KEEPALIVE_SECONDS = 25;

  private MeshPlan() {}

  /**
   * The state of the tunnel.
   *
   * @param reachable whether peers can call this gateway; if not it keeps its way to them open
   * @param endpoints which of each peer's endpoints to use
   * @param exit whom the rest of the world is behind
   */
  public static MeshState of(
      NetworkMap map, boolean reachable, EndpointChoice endpoints, ExitChoice exit) {
    List<MeshPeer> peers = new ArrayList<>();
    List<MeshRule> rules = new ArrayList<>();
    if (map.membership() == Membership.ACTIVE) {
      for (Map.Entry<String, MapPeer> entry : map.peers().entrySet()) {
        peers.add(peer(entry.getKey(), entry.getValue(), reachable, endpoints, exit));
      }
      map.rules().values().forEach(rule -> rules.add(rule(rule)));
    }
    return new MeshState(texts(map.addresses()), peers, Optional.of(rules), exit.takesDefault());
  }

  private static MeshPeer peer(
      String id, MapPeer peer, boolean reachable, EndpointChoice endpoints, ExitChoice exit) {
    Optional<String> endpoint = endpoints.of(id, peer);
    boolean takesDefault = exit.peer().equals(Optional.of(id));
    // Whether an exit node is there shows by its session, so there is one.
    boolean isWatched = exit.takesDefault() && ExitChoice.isExitNode(peer);
    return new MeshPeer(
        id,
        peer.publicKey(),
        Stream.concat(peer.addresses().stream(), peer.routes().stream())
            .filter(prefix -> takesDefault || !ExitChoice.isDefault(prefix))
            .map(Prefix::toString)
            .distinct()
            .toList(),
        endpoint,
        endpoint.isPresent() && (!reachable || isWatched) ? KEEPALIVE_SECONDS : 0);
  }

  private static MeshRule rule(FlowRule rule) {
    return new MeshRule(
        texts(rule.sources()),
        texts(rule.destinations()),
        rule.protocol(),
        rule.ports().stream().map(range -> new PortRange(range.first(), range.last())).toList());
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }
}
