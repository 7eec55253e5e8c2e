package io.omniedge.transport.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.tun.IpPrefix;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which prefixes a peer loses to a network of this gateway. */
class NetworkConflictsTest {
  private static final String KEY = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";

  private static PeerSet resolve(String allowedIps, String... networks) throws ConfigException {
    PeerConfig peer =
        ConfigValues.peer(Map.of("PublicKey", KEY, "AllowedIPs", allowedIps), new byte[] {});
    List<ConnectedNetwork> connected =
        Arrays.stream(networks)
            .map(network -> new ConnectedNetwork("eth1", IpPrefix.parse(network)))
            .toList();
    PeerSet all = PeerSet.of(new TreeMap<>(Map.of("plant-b", peer)));
    PeerSet resolved = NetworkConflicts.resolve(all, connected);
    if (resolved.problems().isEmpty()) {
      assertSame(peer, resolved.peers().get(0));
    }
    return resolved;
  }

  private static String kept(PeerSet set) {
    return set.peers().get(0).allowedIps().toString();
  }

  @Test
  void keepsWhatLiesElsewhere() throws ConfigException {
    PeerSet set = resolve("10.0.0.2/32, 192.168.2.0/24, fd02::/64", "192.168.1.7/24", "fd01::7/64");
    assertEquals("[10.0.0.2/32, 192.168.2.0/24, fd02:0:0:0:0:0:0:0/64]", kept(set));
  }

  @Test
  void leavesOutTheNetworkItselfAndEveryPartOfIt() throws ConfigException {
    PeerSet set =
        resolve(
            "10.0.0.2/32, 192.168.1.0/24, 192.168.1.128/25, 192.168.1.9/32, fd01::/64",
            "192.168.1.7/24",
            "fd01::7/64");
    assertEquals("[10.0.0.2/32]", kept(set));
    assertEquals(4, set.problems().size());
    assertEquals(
        "peer plant-b is without 192.168.1.0/24: this gateway is in 192.168.1.0/24 itself, through"
            + " eth1",
        set.problems().get(0));
  }

  @Test
  void keepsAWiderPrefixSinceTheKernelPrefersTheNetwork() throws ConfigException {
    String all = "0.0.0.0/0, 192.168.0.0/16, ::/0";
    assertEquals(
        "[0.0.0.0/0, 192.168.0.0/16, 0:0:0:0:0:0:0:0/0]",
        kept(resolve(all, "192.168.1.7/24", "fd01::7/64")));
  }
}
