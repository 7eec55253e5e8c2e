package io.omniedge.gateway.agent.exit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.agent.map.EndpointChoice;
import io.omniedge.gateway.agent.map.MeshPlan;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.mesh.MeshPeer;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.net.Prefix;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExitChoiceTest {
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Prefix LAN = Prefix.parse("192.168.10.0/24");
  private static final Prefix WORLD = Prefix.parse("0.0.0.0/0");

  @TempDir Path root;
  private final List<ExitContext> told = new ArrayList<>();
  private Optional<String> advised = Optional.empty();
  private long generation;
  private int asked;

  private ExitChoice choice(String wanted) {
    ExitChoice choice =
        new ExitChoice(
            new ExitAdvisor() {
              @Override
              public Optional<String> choose(ExitContext context) {
                asked++;
                return advised;
              }

              @Override
              public void contextChanged(ExitContext context) {
                told.add(context);
              }

              @Override
              public long generation() {
                return generation;
              }
            },
            root);
    choice.want(Optional.of(wanted).filter(name -> !name.isEmpty()));
    return choice;
  }

  private static NetworkMap map(List<Prefix> routes, String... exits) {
    return map(Membership.ACTIVE, routes, exits);
  }

  private static NetworkMap map(Membership membership, List<Prefix> routes, String... exits) {
    TreeMap<String, MapPeer> peers = new TreeMap<>();
    for (String name : List.of("paris", "rome", "oslo")) {
      List<Prefix> behind =
          Arrays.asList(exits).contains(name) ? List.of(WORLD, LAN) : List.of(LAN);
      peers.put(
          "d-" + name,
          new MapPeer(
              name,
              "key-" + name,
              List.of(Prefix.parse("100.64.0.2/32")),
              behind,
              List.of(name + ".example:51820")));
    }
    return new NetworkMap(
        "t-1",
        "n-1",
        "plants.omniedge",
        "d-berlin",
        1,
        0,
        membership,
        "berlin",
        List.of(Prefix.parse("100.64.0.1/32")),
        routes,
        peers,
        new TreeMap<>(),
        new TreeMap<>());
  }

  /** A tunnel in which these have shaken hands so many seconds ago. */
  private static TunnelSnapshot here(long secondsAgo, String... names) {
    List<PeerSnapshot> peers = new ArrayList<>();
    for (String name : names) {
      Optional<Instant> last = Optional.of(NOW.minusSeconds(secondsAgo));
      peers.add(new PeerSnapshot("d-" + name, "key", Optional.empty(), List.of(), last, 0, 0, 25));
    }
    return new TunnelSnapshot(
        "mesh", "omni0", TunnelState.UP, List.of(), Optional.empty(), 1, Map.of(), peers);
  }

  private static List<String> whoTakes(MeshState state, String prefix) {
    return state.peers().stream()
        .filter(peer -> peer.allowedIps().contains(prefix))
        .map(MeshPeer::id)
        .toList();
  }

  private static MeshState plan(NetworkMap map, ExitChoice choice) {
    return MeshPlan.of(map, true, new EndpointChoice(), choice);
  }

  @Test
  void nobodyTakesTheWorldUnlessItIsWanted() {
    NetworkMap map = map(List.of(), "paris", "rome");
    ExitChoice choice = choice("");
    assertFalse(choice.look(map, here(1, "paris"), NOW));
    MeshState state = plan(map, choice);
    assertFalse(state.takesDefault());
    assertEquals(List.of(), whoTakes(state, "0.0.0.0/0"));
    assertEquals(0, asked);
    assertEquals(Optional.empty(), choice.problem());
  }

  @Test
  void namedOneAloneTakesTheWorldWhetherItIsThereOrNot() {
    NetworkMap map = map(List.of(), "paris", "rome");
    ExitChoice choice = choice("rome");
    assertTrue(choice.look(map, here(1, "paris"), NOW));
    MeshState state = plan(map, choice);
    assertTrue(state.takesDefault());
    assertEquals(List.of("d-rome"), whoTakes(state, "0.0.0.0/0"));
    assertEquals(3, whoTakes(state, LAN.toString()).size());
    assertEquals(Optional.of("rome"), choice.name());
    assertEquals(0, asked, "plugins are asked by auto only");
  }

  @Test
  void nothingLeavesWhileTheNamedOneIsNoExitNode() {
    ExitChoice choice = choice("oslo");
    NetworkMap map = map(List.of(), "paris");
    assertFalse(choice.look(map, here(1, "paris", "oslo"), NOW));
    MeshState state = plan(map, choice);
    assertTrue(state.takesDefault(), "the way past the tunnel stays shut");
    assertEquals(List.of(), whoTakes(state, "0.0.0.0/0"));
    assertEquals(
        Optional.of(
            "exitNode: oslo is no exit node that the policy allows; nothing leaves but into"
                + " networks of the mesh"),
        choice.problem());
  }

  @Test
  void nothingLeavesWhileTheGatewayIsInQuarantine() {
    ExitChoice choice = choice("paris");
    NetworkMap map = map(Membership.QUARANTINED, List.of(), "paris");
    boolean unused = choice.look(map, here(1, "paris"), NOW);
    MeshState state = plan(map, choice);
    assertTrue(state.takesDefault());
    assertEquals(List.of(), state.peers());
  }

  @Test
  void autoTakesTheFirstThatIsThereAndStaysWithIt() {
    NetworkMap map = map(List.of(), "paris", "rome");
    ExitChoice choice = choice("auto");
    assertFalse(choice.look(map, here(180, "paris", "rome"), NOW), "180 s are too long ago");
    assertEquals(Optional.empty(), choice.peer());
    assertTrue(choice.problem().isPresent());
    assertTrue(choice.look(map, here(179, "rome"), NOW));
    assertEquals(Optional.of("d-rome"), choice.peer());
    assertFalse(choice.look(map, here(1, "paris", "rome"), NOW), "it is still there");
    assertTrue(choice.look(map, here(1, "paris"), NOW));
    assertEquals(Optional.of("d-paris"), choice.peer());
    assertTrue(choice.look(map(List.of(), "rome"), here(1, "paris", "rome"), NOW));
    assertEquals(Optional.of("d-rome"), choice.peer());
  }

  @Test
  void adviceIsAskedWhenTheContextOrTheAdvisorsChangeAndHeard() {
    NetworkMap map = map(List.of(), "paris", "rome");
    ExitChoice choice = choice("auto");
    advised = Optional.of("d-rome");
    assertTrue(choice.look(map, here(1, "paris"), NOW));
    assertEquals(Optional.of("d-rome"), choice.peer());
    assertFalse(choice.look(map, here(2, "paris"), NOW));
    assertEquals(1, asked);
    assertEquals(1, told.size());
    generation++;
    advised = Optional.empty();
    assertTrue(choice.look(map, here(2, "paris"), NOW));
    assertEquals(Optional.of("d-paris"), choice.peer());
    assertEquals(2, asked);
    assertEquals(1, told.size(), "the context is the same");
    ExitContext context = told.get(0);
    assertEquals(
        List.of("paris", "rome"), context.exitNodes().stream().map(n -> n.name()).toList());
    assertTrue(context.exitNodes().get(0).isOnline());
    assertFalse(context.exitNodes().get(1).isOnline());
    assertEquals("plants", context.networkName());
    assertEquals("unknown", context.networkType());
  }

  @Test
  void exitNodeItselfUsesNone() {
    NetworkMap map = map(List.of(WORLD), "paris");
    ExitChoice choice = choice("paris");
    boolean unused = choice.look(map, here(1, "paris"), NOW);
    MeshState state = plan(map, choice);
    assertFalse(state.takesDefault());
    assertEquals(List.of(), whoTakes(state, "0.0.0.0/0"));
    assertTrue(choice.problem().orElseThrow().contains("exit node itself"));
  }

  @Test
  void exitNodesAreKeptInSightOnlyWhileOneIsWanted() {
    NetworkMap map = map(List.of(), "paris");
    for (String wanted : List.of("", "auto")) {
      ExitChoice choice = choice(wanted);
      boolean unused = choice.look(map, here(1, "paris"), NOW);
      Map<String, Integer> keepalives = new TreeMap<>();
      plan(map, choice)
          .peers()
          .forEach(peer -> keepalives.put(peer.id(), peer.persistentKeepaliveSeconds()));
      assertEquals(
          Map.of("d-paris", wanted.isEmpty() ? 0 : 25, "d-rome", 0, "d-oslo", 0), keepalives);
    }
  }
}
