package io.omniedge.itests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.itests.lab.Command;
import io.omniedge.itests.lab.Eventually;
import io.omniedge.itests.lab.GatewayConfig;
import io.omniedge.itests.lab.GatewayKind;
import io.omniedge.itests.lab.GatewayProcess;
import io.omniedge.itests.lab.GatewayRuntime;
import io.omniedge.itests.lab.Keys;
import io.omniedge.itests.lab.Ping;
import io.omniedge.itests.lab.Scrape;
import io.omniedge.itests.lab.Wg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each metric moves with what it measures, on a gateway with a real tunnel. */
@Tag("netns")
class MetricsTest {
  private static final String URL = "http://127.0.0.1:9586/metrics";
  private static final String METRICS = "io.omniedge.gateway.monitoring.Metrics";
  private static final String TOKEN = "scrape-me-if-you-can";
  private static final String DROPPED = "omniedge_tunnel_dropped_packets_total";
  private static final String TUNNEL = "tunnel=omni0";

  @BeforeEach
  void needsOurs() {
    GatewayProcess.needsOurs("has metrics");
  }

  /** A gateway as bundles that meets a peer. */
  private static TwoGateways start(String name) {
    TwoGateways two = TwoGateways.plan(name).start(GatewayKind.RUNTIME, GatewayKind.OURS);
    two.left().program().awaitOutput("MetricsServer: metrics at " + Pattern.quote(URL));
    return two;
  }

  private static Scrape scrape(TwoGateways two) {
    return Scrape.from(two.leftHost(), URL);
  }

  private static void assertNear(long expected, double actual, double tolerance) {
    assertEquals((double) expected, actual, tolerance);
  }

  /** The configuration of the tunnel as the fixture writes it, with some of it changed. */
  private static void changeTunnel(TwoGateways two, Map<String, String> changes) {
    Map<String, String> tunnel =
        new HashMap<>(
            Map.of(
                "kura.service.pid", "omni0",
                "interfaceName", "omni0",
                "address", "10.77.0.1/24, fd77::1/64",
                "listenPort", "" + TwoGateways.PORT,
                "mtu", "1420"));
    tunnel.putAll(changes);
    GatewayRuntime.deploy(two.leftHost(), "io.omniedge.transport.Tunnel-omni0", tunnel);
  }

  @Test
  void trafficMovesTheCountersOfTunnelAndPeer() {
    try (TwoGateways two = start("metrics-traffic")) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      String[] peer = {TUNNEL, "interface=omni0", "peer=peer1", "public_key=" + two.rightKey()};
      Scrape before = scrape(two);
      Ping.withoutLoss(two.leftHost(), TwoGateways.RIGHT_INNER, 50, 1000);
      Scrape after = scrape(two);
      for (String direction : List.of("received", "sent")) {
        String packets = "omniedge_tunnel_" + direction + "_packets_total";
        double more = after.value(packets, TUNNEL) - before.value(packets, TUNNEL);
        assertTrue(more >= 50 && more < 80, packets + " moved by " + more);
        String bytes = "omniedge_peer_" + direction + "_bytes_total";
        more = after.value(bytes, peer) - before.value(bytes, peer);
        assertTrue(more >= 50_000 && more < 80_000, bytes + " moved by " + more);
      }
      Wg.Peer shown = two.left().wg().peer(two.rightKey());
      assertNear(shown.sentBytes(), after.value("omniedge_peer_sent_bytes_total", peer), 0);
      assertNear(
          shown.latestHandshake(),
          after.value("omniedge_peer_last_handshake_timestamp_seconds", peer),
          1);
    }
  }

  @Test
  void theAgeOfAHandshakeGrowsUntilTheNextOne() {
    try (TwoGateways two = start("metrics-age")) {
      String age = "omniedge_peer_handshake_age_seconds";
      assertEquals(Double.POSITIVE_INFINITY, scrape(two).value(age));
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      double young = scrape(two).value(age);
      double older = scrape(two).value(age);
      assertTrue(young >= 0 && young < older && older < 60, young + " then " + older);
      double met = scrape(two).value("omniedge_peer_last_handshake_timestamp_seconds");
      assertNear(Instant.now().getEpochSecond(), met, 60);
      Eventually.holds(
          "a handshake of another second",
          () -> {
            two.leftMeetsRightAnew();
            Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
            return scrape(two).value("omniedge_peer_last_handshake_timestamp_seconds") > met;
          });
    }
  }

  @Test
  void aDroppedPacketMovesTheCounterOfItsReason() {
    try (TwoGateways two = start("metrics-drop")) {
      String[] labels = {TUNNEL, "reason=destination_unknown"};
      Ping.answers(two.leftHost(), "10.77.0.99");
      double before = scrape(two).value(DROPPED, labels);
      assertTrue(before >= 1, "dropped " + before);
      Ping.answers(two.leftHost(), "10.77.0.99");
      // The kernel has packets of its own for nobody: it looks for IPv6 routers.
      assertTrue(scrape(two).value(DROPPED, labels) >= before + 1, "counted no more");
      assertFalse(scrape(two).has(DROPPED, "reason=mac1_invalid"), "a reason that did not occur");
    }
  }

  @Test
  void peersComeAndGo() {
    try (TwoGateways two = start("metrics-peers")) {
      assertEquals(1, scrape(two).value("omniedge_tunnel_peers", TUNNEL));
      String key = Keys.generate().publicKey();
      GatewayRuntime.peer(
          two.leftHost(),
          "office",
          new GatewayConfig.Peer(key, null, null, List.of("10.77.0.9/32"), 0));
      Eventually.holds("a second peer", () -> two.left().wg().peers().size() == 2);
      Scrape with = scrape(two);
      assertEquals(2, with.value("omniedge_tunnel_peers", TUNNEL));
      assertEquals(
          0, with.value("omniedge_peer_sent_bytes_total", "peer=office", "public_key=" + key));
      two.left().wg().set("peer", key, "remove");
      assertFalse(scrape(two).has("omniedge_peer_sent_bytes_total", "peer=office"), "gone");
    }
  }

  @Test
  void stateProblemsAndHealthFollowTheConfiguration() {
    try (TwoGateways two = start("metrics-state")) {
      String state = "omniedge_tunnel_state";
      String health = "omniedge_health_check";
      Scrape up = scrape(two);
      assertEquals(1, up.value(state, TUNNEL, "state=up"));
      assertEquals(0, up.value(state, TUNNEL, "state=disabled"));
      assertEquals(0, up.value("omniedge_tunnel_problems", TUNNEL));
      changeTunnel(two, Map.of("listenPort", "70000"));
      Eventually.holds(
          "a problem", () -> scrape(two).value("omniedge_tunnel_problems", TUNNEL) == 1);
      Eventually.holds(
          "a warning", () -> scrape(two).value(health, "check=tunnels", "status=warn") == 1);
      changeTunnel(two, Map.of("enabled", "false"));
      Eventually.holds(
          "the end of the tunnel", () -> scrape(two).value(state, TUNNEL, "state=disabled") == 1);
      assertEquals(0, scrape(two).value(state, TUNNEL, "state=up"));
      Eventually.holds(
          "health", () -> scrape(two).value(health, "check=tunnels", "status=ok") == 1);
      two.leftHost().run("ip", "link", "add", "omni0", "type", "veth", "peer", "name", "other");
      changeTunnel(two, Map.of());
      Eventually.holds(
          "a tunnel that cannot run", () -> scrape(two).value(state, "state=failed") == 1);
      Eventually.holds(
          "bad health", () -> scrape(two).value(health, "check=tunnels", "status=critical") == 1);
    }
  }

  private static long residentBytes(Path proc) throws IOException {
    return Files.readAllLines(proc.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .sum();
  }

  /** Java's threads as the virtual machine counts them itself, by another way than ours. */
  private static long liveThreads(TwoGateways two, long pid) {
    return two.leftHost()
        .run(tool("jcmd"), "" + pid, "Thread.print")
        .lines()
        .filter(line -> line.matches("\".*\" #\\d+ .*") && !line.contains("CompilerThread"))
        .count();
  }

  @Test
  void measuresTheProcessItself() throws IOException {
    try (TwoGateways two = start("metrics-process")) {
      long pid = two.left().program().pid();
      Path proc = Path.of("/proc", "" + pid);
      Scrape before = scrape(two);
      double fds = before.value("process_open_fds");
      try (var open = Files.list(proc.resolve("fd"))) {
        assertNear(open.count(), fds, 5);
      }
      assertTrue(fds < before.value("process_max_fds"), "more than allowed");
      // It grows while the web page starts: what was scraped lies between two looks.
      long earlier = residentBytes(proc);
      double resident = scrape(two).value("process_resident_memory_bytes");
      long later = residentBytes(proc);
      assertTrue(
          resident >= 0.9 * Math.min(earlier, later) && resident <= 1.1 * Math.max(earlier, later),
          earlier + " " + resident + " " + later);
      assertNear(
          ProcessHandle.of(pid).orElseThrow().info().startInstant().orElseThrow().getEpochSecond(),
          before.value("process_start_time_seconds"),
          10);
      // Threads come and go while it starts: what was scraped lies between two looks.
      long threadsEarlier = liveThreads(two, pid);
      double threads = scrape(two).value("jvm_threads_current");
      long threadsLater = liveThreads(two, pid);
      assertTrue(
          threads >= Math.min(threadsEarlier, threadsLater) - 5
              && threads <= Math.max(threadsEarlier, threadsLater) + 5,
          threadsEarlier + " " + threads + " " + threadsLater);
      for (String area : List.of("area=heap", "area=nonheap")) {
        double used = before.value("jvm_memory_used_bytes", area);
        assertTrue(used > 1e6 && used <= before.value("jvm_memory_committed_bytes", area), area);
      }
      // As the launcher limits it; a part of the young generation cannot be used at a time.
      assertEquals(64e6, before.value("jvm_memory_max_bytes", "area=heap"), 10e6);
      two.leftHost().run(tool("jcmd"), "" + pid, "GC.run");
      Scrape after = scrape(two);
      String collector = "gc=MarkSweepCompact";
      assertTrue(
          after.value("jvm_gc_collection_seconds_count", collector)
              > before.value("jvm_gc_collection_seconds_count", collector));
      assertTrue(
          after.value("jvm_gc_collection_seconds_sum", collector)
              > before.value("jvm_gc_collection_seconds_sum", collector));
      assertTrue(
          after.value("process_cpu_seconds_total") > before.value("process_cpu_seconds_total"));
      assertTrue(after.has("omniedge_build_info", "version=0.1.0"), after.text());
    }
  }

  private static String tool(String name) {
    Path tool = Path.of(System.getProperty("java.home"), "bin", name);
    Assumptions.assumeTrue(Files.exists(tool), "there is no " + tool + ": a JDK has it");
    return tool.toString();
  }

  @Test
  void offersTheMetricsOfTheDocumentAndNoOthers() throws IOException {
    String document = Files.readString(ProjectClasses.ROOT.resolve("docs/operations.md"));
    TreeSet<String> documented =
        Pattern.compile("(?m)^\\| `((omniedge|jvm|process)_[a-z_]+)` \\|")
            .matcher(document)
            .results()
            .map(match -> match.group(1))
            // Those of plugins are there once there is a plugin: GatewayMetricsTest has one.
            .filter(name -> !name.startsWith("omniedge_plugin_"))
            .collect(Collectors.toCollection(TreeSet::new));
    try (TwoGateways two = start("metrics-document")) {
      Ping.answers(two.leftHost(), "10.77.0.99"); // for a drop
      assertEquals(documented, scrape(two).names());
      String open = Scrape.answer(two.leftHost(), URL, "Accept", "application/openmetrics-text");
      assertTrue(open.startsWith("200\napplication/openmetrics-text"), open);
      assertTrue(open.endsWith("\n# EOF\n"), open);
    }
  }

  @Test
  void prometheusAcceptsThem() {
    Assumptions.assumeTrue(
        Command.attempt(List.of("sh", "-c", "command -v promtool"), "").succeeded(),
        "there is no promtool here (package prometheus)");
    try (TwoGateways two = start("metrics-promtool")) {
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      Ping.answers(two.leftHost(), "10.77.0.99");
      Command check = Command.attempt(List.of("promtool", "check", "metrics"), scrape(two).text());
      assertEquals("", check.out() + check.err());
      assertEquals(0, check.status());
    }
  }

  @Test
  void isScrapedThroughTheTunnelByThoseWhoKnowTheToken() {
    try (TwoGateways two = start("metrics-tunnel")) {
      changeTunnel(two, Map.of("enabled", "false"));
      Eventually.holds(
          "no tunnel", () -> scrape(two).value("omniedge_tunnel_state", "state=up") == 0);
      GatewayRuntime.deploy(
          two.leftHost(),
          METRICS,
          Map.of(
              "address", "127.0.0.1, " + TwoGateways.LEFT_INNER, "port", "9600", "token", TOKEN));
      two.left().program().awaitOutput("cannot listen for scrapes at http://10.77.0.1:9600");
      changeTunnel(two, Map.of());
      two.left().program().awaitOutput("metrics at http://10.77.0.1:9600/metrics");
      Ping.awaitAnswer(two.leftHost(), TwoGateways.RIGHT_INNER);
      String inside = "http://10.77.0.1:9600/metrics";
      assertTrue(Scrape.answer(two.rightHost(), inside).startsWith("401\n"), "without token");
      Scrape through = Scrape.from(two.rightHost(), inside, "Authorization", "Bearer " + TOKEN);
      assertEquals(1, through.value("omniedge_tunnel_state", TUNNEL, "state=up"));
    }
  }

  @Test
  void goesOnWhereItListenedWhenItsPropertiesAreWrong() {
    try (TwoGateways two = start("metrics-wrong")) {
      GatewayRuntime.deploy(
          two.leftHost(), METRICS, Map.of("address", "0.0.0.0", "port", "0", "token", "short"));
      two.left()
          .program()
          .awaitOutput("ERROR MetricsComponent: " + METRICS + ": port \"0\": the number is out of");
      two.left().program().awaitOutput("address \"0.0.0.0\": open to anybody; it needs a token");
      assertFalse(two.left().program().output().contains("short"), "the token is in the log");
      assertTrue(scrape(two).has("omniedge_build_info"));
    }
  }
}
