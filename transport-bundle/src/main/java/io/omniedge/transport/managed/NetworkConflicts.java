package io.omniedge.transport.managed;

import io.omniedge.transport.config.PeerConfig;
import io.omniedge.tun.IpPrefix;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which prefixes of peers this gateway must not send into the tunnel, because it is in that network
 * itself: the machines beside it come first, whatever a map says.
 *
 * <p>A prefix that is wider than a connected network stays: the kernel prefers the narrower route,
 * so all but that network goes to the peer. Pure: decides, does nothing.
 */
final class NetworkConflicts {
  private NetworkConflicts() {}

  /** The peers without the prefixes that lie in a connected network; each is a problem. */
  static PeerSet resolve(PeerSet wanted, List<ConnectedNetwork> connected) {
    List<PeerConfig> peers = new ArrayList<>();
    List<String> problems = new ArrayList<>(wanted.problems());
    for (PeerConfig peer : wanted.peers()) {
      List<IpPrefix> kept = new ArrayList<>();
      for (IpPrefix prefix : peer.allowedIps()) {
        ConnectedNetwork network = holder(connected, prefix);
        if (network == null) {
          kept.add(prefix);
        } else {
          problems.add(
              "peer "
                  + wanted.ids().get(peer.publicKey())
                  + " is without "
                  + prefix
                  + ": this gateway is in "
                  + network.prefix()
                  + " itself, through "
                  + network.interfaceName());
        }
      }
      peers.add(
          kept.size() == peer.allowedIps().size()
              ? peer
              : new PeerConfig(
                  peer.publicKey(),
                  peer.presharedKey(),
                  kept,
                  peer.endpoint(),
                  peer.persistentKeepaliveSeconds()));
    }
    return new PeerSet(List.copyOf(peers), wanted.ids(), List.copyOf(problems));
  }

  private static @Nullable ConnectedNetwork holder(
      List<ConnectedNetwork> connected, IpPrefix prefix) {
    for (ConnectedNetwork network : connected) {
      if (network.contains(prefix)) {
        return network;
      }
    }
    return null;
  }
}
