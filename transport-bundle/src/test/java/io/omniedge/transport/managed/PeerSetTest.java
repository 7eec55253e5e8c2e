package io.omniedge.transport.managed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Which peers go together. */
class PeerSetTest {
  private static final String ONE = "xTIBA5rboUvnH4htodjb6e697QjLERt1NAB4mZqp8Dg=";
  private static final String TWO = "TrMvSoP4jYQlY6RIzBgbssQqY3vxI2Pi+y71lOWWXX0=";

  private static PeerConfig peer(String key, String allowedIps) throws ConfigException {
    return ConfigValues.peer(Map.of("PublicKey", key, "AllowedIPs", allowedIps), new byte[] {});
  }

  @Test
  void keepsPeersThatDoNotMeet() throws ConfigException {
    TreeMap<String, PeerConfig> wanted = new TreeMap<>();
    wanted.put("a", peer(ONE, "10.0.0.1/32"));
    wanted.put("b", peer(TWO, "10.0.0.2/32, 10.0.0.0/8"));
    assertEquals(2, PeerSet.of(wanted).peers().size());
    assertEquals(List.of(), PeerSet.of(wanted).problems());
  }

  @Test
  void leavesOutASecondPeerWithTheSameKeyAndSaysWhose() throws ConfigException {
    TreeMap<String, PeerConfig> wanted = new TreeMap<>();
    wanted.put("a", peer(ONE, "10.0.0.1/32"));
    wanted.put("b", peer(ONE, "10.0.0.2/32"));
    PeerSet set = PeerSet.of(wanted);
    assertEquals(List.of(wanted.get("a")), set.peers());
    assertEquals(List.of("peer b is left out: peer a has the same public key"), set.problems());
  }

  @Test
  void leavesOutASecondPeerWithTheSameNetworkAndSaysWhose() throws ConfigException {
    TreeMap<String, PeerConfig> wanted = new TreeMap<>();
    wanted.put("a", peer(ONE, "192.168.1.0/24"));
    wanted.put("b", peer(TWO, "192.168.1.77/24"));
    assertEquals(
        List.of("peer b is left out: peer a has 192.168.1.0/24 already"),
        PeerSet.of(wanted).problems());
  }
}
