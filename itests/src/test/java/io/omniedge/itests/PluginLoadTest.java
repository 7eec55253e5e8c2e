package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.Footprint;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import io.omniedge.testkit.wasm.HostilePlugin;
import io.omniedge.testkit.wasm.HostilePlugin.End;
import io.omniedge.testkit.wasm.HostilePlugins;
import io.omniedge.testkit.wasm.PluginModules;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What plugins that come, go, and do harm leave of a gateway and its traffic. Alone on the machine:
 * a gateway that gets no processor loses packets without plugins too.
 */
@Tag("netns")
@Tag("timed")
class PluginLoadTest {
  private static final String ID = "com.example.load";
  private static final int SCHED_IDLE = 5;
  private static final int WARM_UP = 100;
  private static final int RELOADS = 1_000;

  @BeforeEach
  void needsBundles() {
    GatewayProcess.needsOurs("has plugins");
  }

  private static TwoGateways start(String name) {
    TwoGateways two =
        TwoGateways.plan(name)
            .start(
                (host, config) -> {
                  PluginFolder.allowUnsigned(host);
                  Program program = GatewayRuntime.launch(host, config, List.of());
                  program.awaitOutput("gateway ready");
                  return program;
                },
                GatewayKind.OURS);
    Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
    return two;
  }

  /** 50 Mbit/s through the tunnel until it is closed. */
  private static Program traffic(TwoGateways two) {
    Program server = two.rightHost().start("iperf-server", "iperf3", "--server", "--forceflush");
    server.awaitOutput("listening");
    return two.leftHost()
        .start(
            "iperf-client",
            "iperf3",
            "--client",
            TwoGateways.RIGHT_INNER,
            "--time",
            "3600",
            "--bitrate",
            "50M",
            "--forceflush");
  }

  private static byte[] good(int version) {
    return PluginModules.packed(
        PluginModules.asked(HostilePlugins.CALL, PluginModules.plugin(), PluginModules.echo()),
        ID,
        "1.0." + version,
        "event-hooks",
        "");
  }

  private static void reload(PluginFolder plugins, int from, int to) {
    for (int version = from; version < to; version++) {
      assertEquals(ID + " 1.0." + version + " works", plugins.install("load", good(version)));
    }
  }

  @Test
  void thousandReloadsLoseNoPacketAndLeaveNothingBehind() {
    try (TwoGateways two = start("reload");
        Program traffic = traffic(two)) {
      traffic.awaitOutput("connected");
      PluginFolder plugins = new PluginFolder(two.leftHost());
      Program gateway = two.left().program();
      Program pings = Ping.stream(two.leftHost(), TwoGateways.RIGHT_INNER);
      reload(plugins, 0, WARM_UP);
      Footprint before = Footprint.of(gateway);
      System.out.println("FIGURE after " + WARM_UP + " reloads: " + before);
      reload(plugins, WARM_UP, WARM_UP + RELOADS / 2);
      Footprint between = Footprint.of(gateway);
      System.out.println("FIGURE after " + RELOADS / 2 + " more: " + between);
      reload(plugins, WARM_UP + RELOADS / 2, WARM_UP + RELOADS);
      Footprint after = Footprint.of(gateway);
      System.out.println("FIGURE after " + RELOADS + " more: " + after);
      assertEquals(0, Ping.lostOf(pings), "pings without an answer");
      assertTrue(traffic.isAlive(), "the traffic goes on");
      String figures = before + ", " + between + " and " + after;
      assertTrue(after.heapKilobytes() - before.heapKilobytes() < 4_096, figures);
      assertTrue(after.metaspaceKilobytes() - before.metaspaceKilobytes() < 2_048, figures);
      assertTrue(after.threads() - before.threads() <= 2, figures);
      assertTrue(after.files() - before.files() <= 2, figures);
    }
  }

  @Test
  void hostilePluginsTogetherLoseNoPacket() {
    try (TwoGateways two = start("hostile");
        Program traffic = traffic(two)) {
      traffic.awaitOutput("connected");
      PluginFolder plugins = new PluginFolder(two.leftHost());
      Program pings = Ping.stream(two.leftHost(), TwoGateways.RIGHT_INNER);
      for (int version = 0; version < 3; version++) {
        for (HostilePlugin one : HostilePlugins.all()) {
          String done = plugins.put(one.id() + ".wasm", one.version(version));
          assertEquals(one.end() == End.AT_WORK, done.contains("works\""), one + ": " + done);
        }
      }
      assertEquals(ID + " 1.0.0 works", plugins.install("good", good(0)));
      Program gateway = two.left().program();
      Eventually.holds(
          "plugins make way for traffic",
          () -> Footprint.policies(gateway, "plugin-" + ID.substring(0, 8)).contains(SCHED_IDLE));
      assertEquals(0, Ping.lostOf(pings), "pings without an answer");
      assertTrue(two.left().program().isAlive());
      assertTrue(traffic.isAlive(), "the traffic goes on");
    }
  }
}
