package io.omniedge.transport.managed;

import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.tun.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The peers that go together into one tunnel, and those that do not: of two with one public key or
 * one network, the first by name stays, and the other is named as a problem. Immutable.
 *
 * @param peers in the order of their names
 * @param ids name of a peer's configuration by its public key
 * @param problems one sentence for each peer left out
 */
record PeerSet(List<PeerConfig> peers, Map<PublicKey, String> ids, List<String> problems) {
  static PeerSet of(SortedMap<String, PeerConfig> wanted) {
    List<PeerConfig> peers = new ArrayList<>();
    Map<PublicKey, String> ids = new HashMap<>();
    Map<IpPrefix, String> owners =
        new TreeMap<>(java.util.Comparator.comparing(IpPrefix::toString));
    List<String> problems = new ArrayList<>();
    for (Map.Entry<String, PeerConfig> entry : wanted.entrySet()) {
      String id = entry.getKey();
      PeerConfig peer = entry.getValue();
      String problem = conflict(peer, ids, owners);
      if (problem != null) {
        problems.add("peer " + id + " is left out: " + problem);
        continue;
      }
      peers.add(peer);
      ids.put(peer.publicKey(), id);
      for (IpPrefix prefix : peer.allowedIps()) {
        owners.put(prefix, id);
      }
    }
    return new PeerSet(List.copyOf(peers), Map.copyOf(ids), List.copyOf(problems));
  }

  private static @org.jspecify.annotations.Nullable String conflict(
      PeerConfig peer, Map<PublicKey, String> ids, Map<IpPrefix, String> owners) {
    String same = ids.get(peer.publicKey());
    if (same != null) {
      return "peer " + same + " has the same public key";
    }
    for (IpPrefix prefix : peer.allowedIps()) {
      String owner = owners.get(prefix);
      if (owner != null) {
        return "peer " + owner + " has " + prefix + " already";
      }
    }
    return null;
  }
}
