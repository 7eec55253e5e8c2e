package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import io.omniedge.itests.lab.Transfer;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** SIGKILL at any time leaves nothing behind that the next start does not put right. */
@Tag("netns")
class PowerCutTest {
  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("is killed here");
  }

  @Test
  void startsAgainAfterAKillUnderTraffic() throws IOException {
    try (TwoGateways two = TwoGateways.plan("kill").start(Pairing.OURS_WITH_OURS)) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      List<String> routes = routes(left);
      assertFalse(routes.isEmpty(), "routes while it runs");
      for (int i = 0; i < 3; i++) {
        Transfer traffic = Transfer.endless(two.rightHost(), left, TwoGateways.LEFT_INNER);
        two.left().program().kill();
        assertFalse(
            left.attempt("ip", "link", "show", GatewayProcess.DEVICE).succeeded(),
            "the device went with its process");
        assertEquals(List.of(), routes(left), "the routes went with the device");

        two.left().restart(two.leftConfig());
        assertEquals(routes, routes(left), "the routes are back");
        assertEquals(List.of("omni0.reload", "omni0.sock", "omni0.status"), sockets(left));
        Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
        traffic.stopIntact();
      }
    }
  }

  @Test
  void putsItsRoutesBackAfterTheInterfaceWasDown() throws IOException {
    try (TwoGateways two = TwoGateways.plan("flap").start(Pairing.OURS_WITH_OURS)) {
      Host left = two.leftHost();
      List<String> routes = routes(left);
      assertFalse(routes.isEmpty(), "routes while it runs");
      left.run("ip", "link", "set", GatewayProcess.DEVICE, "down");
      assertEquals(List.of(), routes(left));
      left.run("ip", "link", "set", GatewayProcess.DEVICE, "up");
      Eventually.holds("the routes are back", () -> routes(left).equals(routes));
    }
  }

  @Test
  void putsItsIpv6AddressesBackAfterTheInterfaceWasTooNarrowForThem() throws IOException {
    try (TwoGateways two = TwoGateways.plan("narrow").start(Pairing.OURS_WITH_OURS)) {
      Host left = two.leftHost();
      String address = TwoGateways.LEFT_INNER6 + "/64";
      left.run("ip", "link", "set", GatewayProcess.DEVICE, "mtu", "1000");
      assertFalse(addresses(left).contains(address), "the kernel takes IPv6 away");
      left.run("ip", "link", "set", GatewayProcess.DEVICE, "mtu", "1400");
      Eventually.holds("the address is back", () -> addresses(left).contains(address));
      assertTrue(
          left.run("ip", "link", "show", GatewayProcess.DEVICE).contains("mtu 1400"),
          "the MTU stays as somebody has set it");
    }
  }

  private static String addresses(Host host) {
    return host.run("ip", "-6", "address", "show", "dev", GatewayProcess.DEVICE);
  }

  @Test
  void makesAndRemovesThePolicyRulesOfADefaultRouteAlsoAfterAKill() throws IOException {
    try (TwoGateways two = TwoGateways.plan("rules").start(Pairing.OURS_WITH_OURS)) {
      Host left = two.leftHost();
      List<String> without = rules(left);
      GatewayConfig.Peer right = two.leftConfig().peers().get(0);
      GatewayConfig everything =
          two.leftConfig()
              .withPeers(
                  List.of(
                      new GatewayConfig.Peer(
                          right.publicKey(), null, right.endpoint(), List.of("0.0.0.0/0"), 0)));
      two.left().close();
      two.left().restart(everything);
      List<String> with = rules(left);
      assertEquals(without.size() + 2, with.size(), () -> "rules: " + with);
      two.left().program().kill();
      two.left().restart(everything);
      assertEquals(with, rules(left), "those of the killed one and ours would be four");
      two.left().program().kill();
      two.left().restart(two.leftConfig());
      assertEquals(without, rules(left), "a start without a default route sweeps them too");
    }
  }

  private static List<String> rules(Host host) {
    return host.run("ip", "rule", "show").lines().sorted().toList();
  }

  @Test
  void endsWithAFailureWhenSomebodyDeletesItsInterface() throws IOException {
    try (TwoGateways two = TwoGateways.plan("deleted").start(Pairing.OURS_WITH_OURS)) {
      Program program = two.left().program();
      two.leftHost().run("ip", "link", "delete", GatewayProcess.DEVICE);
      assertEquals(1, program.awaitEnd(), "exit status");
      assertTrue(program.output().contains("omni0 was deleted"), program.output());
      assertEquals(List.of(), sockets(two.leftHost()));
    }
  }

  @Test
  void leavesNothingAfterAnOrderlyEnd() throws IOException {
    try (TwoGateways two = TwoGateways.plan("stop").start(Pairing.OURS_WITH_OURS)) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      two.left().close();
      assertFalse(left.attempt("ip", "link", "show", GatewayProcess.DEVICE).succeeded());
      assertEquals(List.of(), routes(left));
      assertEquals(List.of(), sockets(left));
    }
  }

  @Test
  void handshakesAfterARestartWithTheClockBackIn1970() {
    try (TwoGateways two = TwoGateways.plan("clock").start(Pairing.OURS_WITH_OURS)) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      two.left().program().kill();
      two.left().restartWithClock(two.leftConfig(), "1970-01-01 00:00:10");
      // Right refuses an initiation that does not look newer than all before it [WG 5.1].
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      assertTrue(
          two.left().wg().peer(two.rightKey()).latestHandshake() < 1000, "left lives in 1970");
    }
  }

  /** Without the link-local ones: their address is another one at every start. */
  private static List<String> routes(Host host) {
    String both = host.run("ip", "-4", "route") + host.run("ip", "-6", "route");
    return both.lines()
        .filter(line -> line.contains("dev omni0") && !line.startsWith("fe80"))
        .sorted()
        .toList();
  }

  private static List<String> sockets(Host host) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(host.runFolder())) {
      files.forEach(file -> names.add(file.getFileName().toString()));
    }
    return names.stream().sorted().toList();
  }
}
