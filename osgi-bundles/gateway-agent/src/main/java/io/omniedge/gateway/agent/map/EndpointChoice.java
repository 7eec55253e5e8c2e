package io.omniedge.gateway.agent.map;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.NetworkMap;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which of a peer's endpoints to call. A gateway tells all of its addresses, and not every one can
 * be reached from everywhere: while calls to one stay without answer the next has its turn. One
 * thread.
 */
public final class EndpointChoice {
  private static final class Attempt {
    private int index;
    private long sentBytes = -1;
  }

  private final Map<String, Attempt> attempts = new HashMap<>();

  /** The endpoint whose turn it is. */
  Optional<String> of(String id, MapPeer peer) {
    List<String> endpoints = peer.endpoints();
    if (endpoints.isEmpty()) {
      return Optional.empty();
    }
    Attempt attempt = attempts.get(id);
    return Optional.of(endpoints.get(attempt == null ? 0 : attempt.index % endpoints.size()));
  }

  /**
   * Looks at what became of the calls; call it every ten seconds or so.
   *
   * @return whether another endpoint has its turn now
   */
  public boolean look(NetworkMap map, TunnelSnapshot tunnel, Instant now) {
    attempts.keySet().retainAll(map.peers().keySet());
    boolean changed = false;
    for (PeerSnapshot peer : tunnel.peers()) {
      MapPeer known = map.peers().get(peer.id());
      if (known == null || known.endpoints().size() < 2) {
        continue;
      }
      Attempt attempt = attempts.computeIfAbsent(peer.id(), id -> new Attempt());
      // Nothing was sent: nobody wants to speak to it, and the endpoint may be as good as any.
      boolean called = attempt.sentBytes >= 0 && peer.sentBytes() != attempt.sentBytes;
      attempt.sentBytes = peer.sentBytes();
      if (!peer.hasSession(now) && called) {
        attempt.index++;
        changed = true;
      }
    }
    return changed;
  }
}
