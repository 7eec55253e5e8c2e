package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.AssembledPlugin;
import io.omniedge.itests.lab.Footprint;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.PluginFolder;
import io.omniedge.itests.lab.Program;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What plugins that come, go, and do harm leave of a gateway and its traffic. */
@Tag("netns")
class PluginLoadTest {
  private static final String ID = "com.example.load";

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

  private static void reload(PluginFolder plugins, AssembledPlugin plugin, int from, int to) {
    for (int version = from; version < to; version++) {
      assertEquals(
          ID + " 1.0." + version + " works", plugins.install("load", plugin.version(version)));
    }
  }

  private static void reloads(String name, int warmUp, int count) {
    try (TwoGateways two = start(name);
        Program traffic = traffic(two)) {
      traffic.awaitOutput("connected");
      PluginFolder plugins = new PluginFolder(two.leftHost());
      AssembledPlugin plugin = AssembledPlugin.good(ID);
      Program gateway = two.left().program();
      Program pings = Ping.stream(two.leftHost(), TwoGateways.RIGHT_INNER);
      reload(plugins, plugin, 0, warmUp);
      Footprint before = Footprint.of(gateway);
      reload(plugins, plugin, warmUp, warmUp + count);
      Footprint after = Footprint.of(gateway);
      assertEquals(0, Ping.lostOf(pings), "pings without an answer");
      assertTrue(traffic.isAlive(), "the traffic goes on");
      System.out.println("FIGURE before " + count + " reloads: " + before);
      System.out.println("FIGURE after " + count + " reloads: " + after);
      String figures = before + " and " + after;
      assertTrue(after.heapKilobytes() - before.heapKilobytes() < 4_096, figures);
      assertTrue(after.metaspaceKilobytes() - before.metaspaceKilobytes() < 2_048, figures);
      assertTrue(after.threads() - before.threads() <= 2, figures);
      assertTrue(after.files() - before.files() <= 2, figures);
    }
  }

  @Test
  void fiftyReloadsLoseNoPacketAndLeaveNothingBehind() {
    reloads("reload-50", 20, 50);
  }

  @Tag("slow")
  @Test
  void thousandReloadsLoseNoPacketAndLeaveNothingBehind() {
    reloads("reload-1000", 100, 1_000);
  }

  @Test
  void hostilePluginsTogetherLoseNoPacket() {
    try (TwoGateways two = start("hostile");
        Program traffic = traffic(two)) {
      traffic.awaitOutput("connected");
      PluginFolder plugins = new PluginFolder(two.leftHost());
      Program pings = Ping.stream(two.leftHost(), TwoGateways.RIGHT_INNER);
      List<AssembledPlugin> hostile =
          List.of(
              AssembledPlugin.spinning("com.example.spinning"),
              AssembledPlugin.trapping("com.example.trapping"),
              AssembledPlugin.recursing("com.example.recursing"),
              AssembledPlugin.growing("com.example.growing"),
              AssembledPlugin.filling("com.example.filling"),
              AssembledPlugin.large("com.example.large"));
      for (int version = 0; version < 5; version++) {
        for (int i = 0; i < hostile.size(); i++) {
          String done = plugins.install("hostile" + i, hostile.get(i).version(version));
          assertTrue(done.endsWith("works"), done);
        }
      }
      assertEquals(
          ID + " 1.0.0 works", plugins.install("good", AssembledPlugin.good(ID).version(0)));
      assertEquals(0, Ping.lostOf(pings), "pings without an answer");
      assertTrue(two.left().program().isAlive());
      assertTrue(traffic.isAlive(), "the traffic goes on");
    }
  }
}
