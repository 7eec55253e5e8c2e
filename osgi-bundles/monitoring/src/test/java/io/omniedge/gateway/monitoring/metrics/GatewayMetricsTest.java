package io.omniedge.gateway.monitoring.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.HealthFinding;
import io.omniedge.gateway.api.HealthStatus;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What a scrape says of known tunnels. */
class GatewayMetricsTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final String PEER =
      "{interface=\"omni0\",peer=\"office\",public_key=\"theirs=\",tunnel=\"plant\"} ";

  private static GatewayTunnel tunnel(TunnelState state, PeerSnapshot... peers) {
    return new GatewayTunnel() {
      @Override
      public TunnelSnapshot snapshot() {
        return new TunnelSnapshot(
            "plant",
            "omni0",
            state,
            List.of("one is wrong"),
            Optional.of("ours="),
            51820,
            Map.of(
                "mtu", "1420",
                "inbound_packets", "11",
                "outbound_packets", "12",
                "drop_mac1_invalid", "13"),
            List.of(peers));
      }

      @Override
      public void refresh() {}
    };
  }

  private static PeerSnapshot peer(Optional<Instant> handshake) {
    return new PeerSnapshot(
        "office", "theirs=", Optional.empty(), List.of(), handshake, 21, 22, 25);
  }

  private static final PluginSnapshot PLUGIN =
      new PluginSnapshot(
          "com.acme.qos",
          "1.0.0",
          "qos",
          "",
          "active",
          List.of(),
          "acme",
          Map.of(
              "calls.ok", 7L,
              "traps.fuel", 2L,
              "denials.http", 3L,
              "call-micros", 2_500_000L,
              "latency.to-micros-10", 4L,
              "latency.to-micros-1000000", 3L),
          Map.of("peers_seen", 1.5));

  @Test
  void tellsEachPlugin() {
    String text = text();
    assertLine(
        text, "omniedge_plugin_state{plugin=\"com.acme.qos\",state=\"active\",type=\"qos\"} 1.0");
    assertLine(
        text, "omniedge_plugin_state{plugin=\"com.acme.qos\",state=\"failed\",type=\"qos\"} 0.0");
    assertLine(text, "omniedge_plugin_calls_total{plugin=\"com.acme.qos\",result=\"ok\"} 7.0");
    assertLine(text, "omniedge_plugin_traps_total{kind=\"fuel\",plugin=\"com.acme.qos\"} 2.0");
    assertLine(
        text, "omniedge_plugin_denials_total{capability=\"http\",plugin=\"com.acme.qos\"} 3.0");
    assertLine(text, "omniedge_plugin_call_seconds_total{plugin=\"com.acme.qos\"} 2.5");
    assertLine(
        text, "omniedge_plugin_calls_within_total{plugin=\"com.acme.qos\",seconds=\"1.0E-5\"} 4.0");
    assertLine(
        text, "omniedge_plugin_calls_within_total{plugin=\"com.acme.qos\",seconds=\"1.0\"} 7.0");
    assertLine(
        text, "omniedge_plugin_measurement{name=\"peers_seen\",plugin=\"com.acme.qos\"} 1.5");
  }

  private static String text(GatewayTunnel... tunnels) {
    return text(List.of(), tunnels);
  }

  private static String text(List<HealthFinding> health, GatewayTunnel... tunnels) {
    GatewayMetrics metrics =
        new GatewayMetrics(
            "1.2.3", () -> List.of(tunnels), () -> health, () -> List.of(PLUGIN), () -> NOW);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ExpositionFormats.init().getPrometheusTextFormatWriter().write(out, metrics.collect());
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void assertLine(String text, String line) {
    assertTrue(text.lines().toList().contains(line), () -> line + " is not in\n" + text);
  }

  @Test
  void tellsEachTunnel() {
    String text = text(tunnel(TunnelState.UP));
    String labels = "{interface=\"omni0\",tunnel=\"plant\"} ";
    String state = "omniedge_tunnel_state{interface=\"omni0\",state=";
    assertLine(text, state + "\"up\",tunnel=\"plant\"} 1.0");
    assertLine(text, state + "\"failed\",tunnel=\"plant\"} 0.0");
    assertLine(text, "omniedge_tunnel_problems" + labels + "1.0");
    assertLine(text, "omniedge_tunnel_peers" + labels + "0.0");
    assertLine(text, "omniedge_tunnel_received_packets_total" + labels + "11.0");
    assertLine(text, "omniedge_tunnel_sent_packets_total" + labels + "12.0");
    assertLine(
        text,
        "omniedge_tunnel_dropped_packets_total"
            + "{interface=\"omni0\",reason=\"mac1_invalid\",tunnel=\"plant\"} 13.0");
  }

  @Test
  void tellsEachPeer() {
    String text = text(tunnel(TunnelState.UP, peer(Optional.of(NOW.minusMillis(1500)))));
    assertLine(text, "omniedge_peer_received_bytes_total" + PEER + "21.0");
    assertLine(text, "omniedge_peer_sent_bytes_total" + PEER + "22.0");
    assertLine(text, "omniedge_peer_handshake_age_seconds" + PEER + "1.5");
    assertLine(
        text,
        "omniedge_peer_last_handshake_timestamp_seconds"
            + PEER
            + (NOW.toEpochMilli() - 1500) / 1e3);
  }

  @Test
  void aPeerNeverMetIsOlderThanAnyLimit() {
    String text = text(tunnel(TunnelState.UP, peer(Optional.empty())));
    assertLine(text, "omniedge_peer_handshake_age_seconds" + PEER + "+Inf");
    assertLine(text, "omniedge_peer_last_handshake_timestamp_seconds" + PEER + "0.0");
  }

  @Test
  void aHandshakeInTheFutureHasNoNegativeAge() {
    String text = text(tunnel(TunnelState.UP, peer(Optional.of(NOW.plusSeconds(60)))));
    assertLine(text, "omniedge_peer_handshake_age_seconds" + PEER + "0.0");
  }

  @Test
  void twoTunnelsOfOneNameDoNotHideTheRest() {
    String text = text(tunnel(TunnelState.UP), tunnel(TunnelState.FAILED));
    assertLine(
        text, "omniedge_tunnel_state{interface=\"omni0\",state=\"up\",tunnel=\"plant\"} 1.0");
    assertTrue(text.contains("process_cpu_seconds_total"), text);
  }

  @Test
  void tellsTheHealthChecksWhereThereAreSome() {
    String text = text(List.of(new HealthFinding("disk", HealthStatus.WARN, "nearly full")));
    assertLine(text, "omniedge_health_check{check=\"disk\",status=\"warn\"} 1.0");
    assertLine(text, "omniedge_health_check{check=\"disk\",status=\"ok\"} 0.0");
    assertFalse(text().contains("omniedge_health_check{"), "without checks");
  }

  @Test
  void tellsWhatRuns() {
    assertTrue(
        Pattern.compile("omniedge_build_info\\{java=\"[^\"]+\",version=\"1\\.2\\.3\"} 1\n")
            .matcher(text())
            .find(),
        GatewayMetricsTest::text);
  }

  @Test
  void aNameThatNeedsEscapesIsEscaped() {
    PeerSnapshot odd =
        new PeerSnapshot(
            "a\"b\\c\nd", "key=", Optional.empty(), List.of(), Optional.empty(), 1, 2, 0);
    assertTrue(
        text(tunnel(TunnelState.UP, odd)).contains("peer=\"a\\\"b\\\\c\\nd\""),
        "unescaped in the text");
  }

  @Test
  void theDocumentListsTheMetricsThereAre() throws IOException {
    Path root = Path.of("../..");
    Set<String> documented =
        Pattern.compile("(?m)^\\| `([a-z_]+)` \\|")
            .matcher(Files.readString(root.resolve("docs/operations.md")))
            .results()
            .map(match -> match.group(1))
            .filter(name -> name.matches("(omniedge|jvm|process)_.*"))
            .collect(Collectors.toCollection(TreeSet::new));
    String text =
        text(
            List.of(new HealthFinding("disk", HealthStatus.OK, "")),
            tunnel(TunnelState.UP, peer(Optional.of(NOW))));
    Set<String> exposed =
        Pattern.compile("(?m)^# TYPE ([a-z_0-9]+) ")
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(documented, exposed);
  }
}
