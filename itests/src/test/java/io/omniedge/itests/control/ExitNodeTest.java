package io.omniedge.itests.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.PluginFolder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The machines of plant 1 reach the world through plant 2 or 3, or not at all. */
@Tag("netns")
class ExitNodeTest {
  private static final String POLICY = "io.omniedge.examples.network-policy";

  private static final String INTERNET =
      "{\"rules\":[{\"id\":\"out\",\"from\":[\"address:10.1.0.0/24\"],\"to\":[\"internet\"]}],"
          + "\"tests\":[{\"from\":\"address:10.1.0.0/24\",\"to\":\"internet\",\"protocol\":\"tcp\","
          + "\"port\":443,\"expect\":\"allow\"}]}";

  private static final String NOTHING = "{\"rules\":[]}";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has a manager");
  }

  private static boolean reachesWorld(Plant plant) {
    return plant.machine().attempt("ping", "-n", "-c", "1", "-W", "1", World.ADDRESS).succeeded();
  }

  /** Waits until the machines of plant 1 are seen in the world with the address of that plant. */
  private static void awaitSeenAs(World world, Plant user, Plant exit) {
    user.await(
        user.name() + " leaves through " + exit.name(),
        () -> {
          long before = world.seenFrom(exit);
          return reachesWorld(user) && world.seenFrom(exit) > before;
        });
  }

  private static void awaitNothingLeaves(World world, Plant user) {
    user.await(
        "nothing of " + user.name() + " leaves",
        () -> {
          long before = world.seen();
          return !reachesWorld(user) && world.seen() == before;
        });
  }

  private static ControlLab threePlants(String name, String exitNode) {
    ControlLab lab = ControlLab.open(name, 3);
    String key = lab.setupKey(true);
    lab.plant1().configure(key, lab.plant1().prefix(), exitNode);
    for (Plant exit : List.of(lab.plant2(), lab.plant3())) {
      exit.configure(key, exit.prefix() + ", 0.0.0.0/0, ::/0", "");
    }
    lab.approveRoutes(lab.plant1());
    for (Plant exit : List.of(lab.plant2(), lab.plant3())) {
      lab.approveRoutes(exit, List.of(exit.prefix(), "0.0.0.0/0"));
    }
    return lab;
  }

  @Test
  void machinesLeaveThroughTheExitNodeThatPolicyAllowsAndOtherwiseNotAtAll() {
    try (ControlLab lab = threePlants("exit", "plant-2")) {
      World world = World.around(lab);
      lab.policy(INTERNET);
      awaitSeenAs(world, lab.plant1(), lab.plant2());
      long before = world.seenFrom(lab.plant1());
      assertTrue(reachesWorld(lab.plant1()));
      assertEquals(before, world.seenFrom(lab.plant1()), "packets past the exit node");
      assertTrue(lab.plant1().status().contains("exit node plant-2"), lab.plant1().status());
      // A rule to the Internet is none to the plant behind the exit node.
      assertFalse(ControlLab.reaches(lab.plant1(), lab.plant2()));
      // The gateway itself keeps its way, or it would lose its manager with its exit node.
      lab.plant1().gateway().run("ping", "-n", "-c", "1", "-W", "5", World.ADDRESS);
      assertTrue(world.seenFrom(lab.plant1()) > before);

      // Nobody asks plant 3 in the place of one that was named.
      lab.approveRoutes(lab.plant2());
      awaitNothingLeaves(world, lab.plant1());
      lab.plant1()
          .await("it says so", () -> lab.plant1().status().contains("plant-2 is no exit node"));

      lab.approveRoutes(lab.plant2(), List.of(lab.plant2().prefix(), "0.0.0.0/0"));
      awaitSeenAs(world, lab.plant1(), lab.plant2());
      lab.policy(NOTHING);
      awaitNothingLeaves(world, lab.plant1());
      assertEquals(0, world.seenFrom(lab.plant3()));
    }
  }

  @Test
  void policyPluginChoosesTheExitNode() {
    byte[] module = PluginFolder.reference("network-policy");
    try (ControlLab lab = threePlants("exit-auto", "auto")) {
      World world = World.around(lab);
      PluginFolder.allowUnsigned(lab.plant1().gateway());
      lab.plant1().runtime().awaitOutput("plugins without a signature are taken");
      lab.policy(INTERNET);
      awaitSeenAs(world, lab.plant1(), lab.plant2());

      PluginFolder.configure(lab.plant1().gateway(), POLICY, Map.of("exit-node", "plant-3"));
      PluginFolder folder = new PluginFolder(lab.plant1().gateway());
      folder.install("network-policy.wasm", module);
      awaitSeenAs(world, lab.plant1(), lab.plant3());
      // The one it prefers is no exit node any more: it is asked again, and takes what there is.
      lab.approveRoutes(lab.plant3());
      awaitSeenAs(world, lab.plant1(), lab.plant2());
      lab.plant1()
          .await(
              "the plugin was told of the context",
              () -> lab.plant1().runtime().output().contains("the context has changed"));
      lab.approveRoutes(lab.plant3(), List.of(lab.plant3().prefix(), "0.0.0.0/0"));
      awaitSeenAs(world, lab.plant1(), lab.plant3());
      lab.plant1().powerCut();
      awaitSeenAs(world, lab.plant1(), lab.plant3());
    }
  }
}
