package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.DatagramCounter;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Host;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What plugins do to a gateway of bundles, and what they do not do to its traffic. */
@Tag("netns")
class PluginTest {
  private static final String EVENTS = "io.omniedge.examples.event-hooks";
  private static final String POLICY = "io.omniedge.examples.network-policy";
  private static final String QOS = "io.omniedge.examples.qos";
  private static final int EXPEDITED = 46;

  @BeforeEach
  void needsBundles() {
    GatewayProcess.needsOurs("has plugins");
  }

  private static TwoGateways start(String name) {
    return TwoGateways.plan(name)
        .start(
            (host, config) -> {
              PluginFolder.allowUnsigned(host);
              Program program = GatewayRuntime.launch(host, config, List.of());
              program.awaitOutput("gateway ready");
              return program;
            },
            GatewayKind.OURS);
  }

  /** Whether a TCP connection to that port is opened, or refused by the machine itself. */
  private static boolean isReached(Host from, String to, int port) {
    Command tried =
        from.attempt("timeout", "3", "bash", "-c", "exec 3<>/dev/tcp/" + to + "/" + port);
    return tried.succeeded() || tried.err().contains("Connection refused");
  }

  @Test
  void tellsEventHooksOfPeersThatComeAndGo() {
    try (TwoGateways two = start("plugin-events")) {
      PluginFolder plugins = new PluginFolder(two.leftHost());
      assertEquals(
          EVENTS + " 1.0.0 works",
          plugins.install("events", PluginFolder.reference("event-hooks")));
      Program left = two.left().program();
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      left.awaitOutput("found " + Pattern.quote(TwoGateways.RIGHT_INNER));
      two.left().wg().set("peer", two.rightKey(), "remove");
      left.awaitOutput("lost " + Pattern.quote(TwoGateways.RIGHT_INNER));
      assertEquals("{\"done\":\"" + EVENTS + " is removed\",\"v\":1}", plugins.remove(EVENTS));
      assertTrue(plugins.remove(EVENTS).contains("there is no plugin " + EVENTS));
    }
  }

  @Test
  void refusesTheConnectionsThatAPolicyDenies() {
    try (TwoGateways two = start("plugin-policy")) {
      PluginFolder plugins = new PluginFolder(two.leftHost());
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Host left = two.leftHost();
      assertTrue(isReached(left, TwoGateways.RIGHT_INNER, 502), "before there is a policy");
      plugins.install("policy", PluginFolder.reference("network-policy"));
      assertFalse(isReached(left, TwoGateways.RIGHT_INNER, 502), "nobody is allowed");
      assertTrue(isReached(left, TwoGateways.RIGHT_INNER, 503), "another port");
      Ping.withoutLoss(left, TwoGateways.RIGHT_INNER6, 20, 1380);

      PluginFolder.configure(
          left, POLICY, Map.of("modbus-sources", TwoGateways.LEFT_INNER + "/32"));
      Eventually.holds(
          "the source is allowed now", () -> isReached(left, TwoGateways.RIGHT_INNER, 502));
      PluginFolder.configure(left, POLICY, Map.of("modbus-sources", "192.0.2.0/24"));
      Eventually.holds("another source is", () -> !isReached(left, TwoGateways.RIGHT_INNER, 502));
      plugins.remove(POLICY);
      assertTrue(isReached(left, TwoGateways.RIGHT_INNER, 502), "without a policy");
    }
  }

  @Test
  void marksWhatAClassifierCallsUrgent() {
    try (TwoGateways two = start("plugin-qos")) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      DatagramCounter urgent = DatagramCounter.dataOfClass(two.rightHost(), EXPEDITED);
      for (int i = 0; i < 20; i++) {
        assertTrue(isReached(two.leftHost(), TwoGateways.RIGHT_INNER, 502));
      }
      assertEquals(0, urgent.packets(), "before there is a classifier");
      new PluginFolder(two.leftHost()).install("qos", PluginFolder.reference("qos"));
      try (Program server =
          two.rightHost()
              .start("iperf-server", "iperf3", "--server", "--forceflush", "--port", "502")) {
        server.awaitOutput("listening");
        two.leftHost()
            .run("iperf3", "-c", TwoGateways.RIGHT_INNER, "--port", "502", "--bytes", "3000000");
      }
      // The kernel hands up to 45 datagrams of one batch over as one.
      assertTrue(urgent.packets() > 20, urgent.packets() + " packets were marked");
      long marked = urgent.packets();
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 20, 56);
      // The connection before them may still be ending; twenty pings would be twenty packets.
      assertTrue(urgent.packets() - marked < 10, "pings are not urgent");
      assertTrue(two.left().program().isAlive());
      assertEquals(QOS + " is removed", removed(two));
    }
  }

  private static String removed(TwoGateways two) {
    String answer = new PluginFolder(two.leftHost()).remove(QOS);
    return answer.replaceAll(".*\"done\":\"([^\"]*)\".*", "$1");
  }

  @Test
  void keepsPluginsAndTheirSettingsOverAKill() {
    try (TwoGateways two = start("plugin-kill")) {
      Host left = two.leftHost();
      PluginFolder plugins = new PluginFolder(left);
      plugins.install("policy", PluginFolder.reference("network-policy"));
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      assertFalse(isReached(left, TwoGateways.RIGHT_INNER, 502));
      two.left().program().kill();
      Program again = GatewayRuntime.launch(left, List.of());
      again.awaitOutput("gateway ready");
      Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
      assertFalse(isReached(left, TwoGateways.RIGHT_INNER, 502), "after it came back");
      assertTrue(isReached(left, TwoGateways.RIGHT_INNER, 503));
      again.kill();
      plugins.damage(PluginFolder.reference("network-policy"));
      try (Program damaged = GatewayRuntime.launch(left, List.of())) {
        damaged.awaitOutput("gateway ready");
        String status = left.run(GatewayRuntime.launcher().toString(), "status");
        assertTrue(status.contains("plugin " + POLICY + " 1.0.0, network-policy, failed"), status);
        assertFalse(isReached(left, TwoGateways.RIGHT_INNER, 503), "it cannot be asked");
        assertEquals("{\"done\":\"" + POLICY + " is removed\",\"v\":1}", plugins.remove(POLICY));
        Ping.awaitAnswer(left, TwoGateways.RIGHT_INNER);
        assertTrue(isReached(left, TwoGateways.RIGHT_INNER, 503), "without a policy");
      }
    }
  }

  @Test
  void refusesWhatItIsNotToTakeAndSaysWhy() {
    try (TwoGateways two =
        TwoGateways.plan("plugin-refused")
            .start(
                (host, config) -> {
                  Program program = GatewayRuntime.launch(host, config, List.of());
                  program.awaitOutput("gateway ready");
                  return program;
                },
                GatewayKind.OURS)) {
      PluginFolder plugins = new PluginFolder(two.leftHost());
      byte[] good = PluginFolder.reference("event-hooks");
      assertEquals("{\"error\":\"it is not signed\",\"v\":1}", plugins.put("unsigned.wasm", good));
      assertTrue(plugins.put("text.wasm", new byte[] {'h', 'i'}).contains("\"error\":"));
      assertTrue(
          plugins.put("large.wasm", new byte[(1 << 20) + 1]).contains("it has 1048577 bytes"));
    }
  }
}
