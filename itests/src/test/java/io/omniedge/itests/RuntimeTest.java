package io.omniedge.itests;

import static java.util.regex.Pattern.quote;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.NetworkLab;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Program;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gateway as bundles on our own runtime. */
@Tag("netns")
class RuntimeTest {
  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("runs as bundles");
  }

  private static TwoGateways start(String name) {
    return TwoGateways.plan(name).start(GatewayKind.RUNTIME, GatewayKind.OURS);
  }

  @Test
  void carriesTrafficConfiguredByFiles() {
    try (TwoGateways two = start("bundles")) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER6, 50, 1380);
    }
  }

  @Test
  void showsItsInterfacesToWgAndNothingElse() {
    try (TwoGateways two = start("wg")) {
      assertEquals("omni0\n", two.leftHost().run("wg", "show", "interfaces"));
    }
  }

  @Test
  void keepsTheSessionOfAPeerWhileAnotherComesChangesAndGoes() {
    try (TwoGateways two = start("peers")) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      long handshake = two.left().wg().peer(two.rightKey()).latestHandshake();
      GatewayConfig.Peer other =
          new GatewayConfig.Peer(
              Keys.generate().publicKey(), null, null, List.of("10.77.0.9/32"), 0);
      GatewayRuntime.peer(left, "other", other);
      Eventually.holds("a second peer", () -> two.left().wg().peers().size() == 2);
      GatewayRuntime.deploy(
          left,
          "io.omniedge.transport.Peer-other",
          Map.of(
              "kura.service.pid", "other",
              "Tunnel.target", "(kura.service.pid=omni0)",
              "enabled", "false",
              "publicKey", other.publicKey()));
      Eventually.holds("one peer again", () -> two.left().wg().peers().size() == 1);
      Ping.withoutLoss(left, TwoGateways.RIGHT_INNER, 20, 1380);
      assertEquals(
          handshake, two.left().wg().peer(two.rightKey()).latestHandshake(), "the session went on");
    }
  }

  @Test
  void refusesWrongPropertiesWithNameValueAndReasonAndGoesOn() {
    try (TwoGateways two = start("wrong-properties")) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      GatewayRuntime.deploy(
          left,
          "io.omniedge.transport.Tunnel-omni0",
          Map.of(
              "kura.service.pid", "omni0",
              "interfaceName", "omni0",
              "address", "10.77.0.1/240",
              "listenPort", "70000"));
      two.left()
          .program()
          .awaitOutput("ERROR ManagedTunnel: omni0: .*Address \"10.77.0.1/240\": not an address");
      Ping.withoutLoss(left, TwoGateways.RIGHT_INNER, 20, 1380);
    }
  }

  @Test
  void keepsItsPrivateKeyInAFileOfItsOwnAndTellsThePublicOne() {
    try (TwoGateways two = start("key-file")) {
      Host left = two.leftHost();
      assertTrue(Files.exists(left.folder().resolve("keys/omni0.key")));
      assertFalse(Files.exists(left.folder().resolve("import.key")), "in two places");
      two.left().program().awaitOutput("its public key is " + quote(two.leftKey()));
    }
  }

  @Test
  void comesBackAfterAPowerCutWithItsKeyAndItsPeers() {
    try (TwoGateways two = start("power-cut")) {
      Host left = two.leftHost();
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      two.left().program().kill();
      try (Program again = GatewayRuntime.launch(left, List.of())) {
        again.awaitOutput("ManagedTunnel: omni0 is up, its public key is " + quote(two.leftKey()));
        Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      }
    }
  }

  @Test
  void stopsCleanlyWithinFiveSecondsAndLeavesNothing() {
    try (TwoGateways two = start("stop")) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      two.left().program().awaitOutput("^gateway ready$");
      String launcher = GatewayRuntime.launcher().toString();
      assertTrue(two.leftHost().run(launcher, "status").contains("io.omniedge.transport"));
      two.leftHost().run("timeout", "5", launcher, "stop");
      assertEquals(0, two.left().program().awaitEnd(), "exit status");
      assertFalse(
          two.leftHost().attempt("ip", "link", "show", "omni0").succeeded(), "the device is left");
      assertEquals(3, two.leftHost().attempt(launcher, "status").status());
    }
  }

  @Test
  void stopsCleanlyWhileItIsStarting() {
    try (NetworkLab lab = NetworkLab.open("stop-early")) {
      Program program = GatewayRuntime.launch(lab.host("left"), List.of());
      // Said by a bundle in the midst of the others.
      program.awaitOutput("created io.omniedge.tun.Devices");
      program.close();
      assertEquals(0, program.awaitEnd(), program.output());
      assertFalse(program.output().contains("omniedge-gateway: "), program.output());
    }
  }

  @Test
  void offersAShellOnlyWhenAsked() {
    try (NetworkLab lab = NetworkLab.open("shell")) {
      Host host = lab.host("gateway");
      String launcher = GatewayRuntime.launcher().toString();
      String data = host.folder().toString();
      String said =
          host.feed(
              "omniedge:health\nlb\nstop 0\n", launcher, "run", "--shell", "--data-dir", data);
      assertTrue(said.contains("OK"), said);
      assertTrue(said.contains("Apache Felix Gogo Runtime"), said);
      Program plain = GatewayRuntime.launch(host, List.of());
      plain.awaitOutput("gateway ready");
      assertFalse(host.run(launcher, "status").contains("gogo"), "a shell nobody asked for");
    }
  }
}
