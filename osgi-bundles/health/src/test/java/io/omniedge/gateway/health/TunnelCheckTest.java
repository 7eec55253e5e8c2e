package io.omniedge.gateway.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tunnels and peers, as the health check and the status see them. */
class TunnelCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private static TunnelSnapshot tunnel(
      TunnelState state, List<String> problems, PeerSnapshot... peers) {
    return new TunnelSnapshot(
        "plant",
        "omni0",
        state,
        problems,
        Optional.of("ours="),
        state == TunnelState.UP ? 51820 : 0,
        Map.of(),
        List.of(peers));
  }

  private static PeerSnapshot peer(String id, int keepalive, Duration silence) {
    return new PeerSnapshot(
        id,
        "theirs=",
        Optional.of("192.0.2.1:51820"),
        List.of(),
        Optional.ofNullable(silence.isNegative() ? null : NOW.minus(silence)),
        3_200_000,
        12,
        keepalive);
  }

  private static Verdict look(TunnelSnapshot... snapshots) {
    List<GatewayTunnel> tunnels =
        List.of(snapshots).stream().map(TunnelCheckTest::standing).toList();
    return new TunnelCheck(() -> tunnels, () -> NOW).look();
  }

  private static GatewayTunnel standing(TunnelSnapshot snapshot) {
    return new GatewayTunnel() {
      @Override
      public TunnelSnapshot snapshot() {
        return snapshot;
      }

      @Override
      public void refresh() {}
    };
  }

  @Test
  void isWellWithoutTunnelsOrWithOneThatRuns() {
    assertEquals(Verdict.ok("none is configured"), look());
    assertEquals(
        Verdict.ok("all is well"),
        look(tunnel(TunnelState.UP, List.of(), peer("a", 25, Duration.ofMinutes(3)))));
    assertEquals(Verdict.ok("all is well"), look(tunnel(TunnelState.DISABLED, List.of())));
  }

  @Test
  void failsWithATunnelThatCannotRun() {
    assertEquals(
        Verdict.critical("plant: the port is in use"),
        look(
            tunnel(TunnelState.UP, List.of()),
            tunnel(TunnelState.FAILED, List.of("the port is in use"))));
  }

  @Test
  void warnsOfProblemsThatLeaveTheTunnelRunning() {
    assertEquals(
        Verdict.warn("plant: one; two"), look(tunnel(TunnelState.UP, List.of("one", "two"))));
  }

  @Test
  void warnsOfAPeerThatShouldAnswerAndDoesNot() {
    assertEquals(
        Verdict.warn("plant: peer a has not answered for 3 min"),
        look(tunnel(TunnelState.UP, List.of(), peer("a", 25, Duration.ofSeconds(181)))));
    assertEquals(
        Verdict.warn("plant: peer theirs= has not answered yet"),
        look(tunnel(TunnelState.UP, List.of(), peer("", 25, Duration.ofSeconds(-1)))));
  }

  @Test
  void expectsNothingOfAPeerWithoutKeepalive() {
    assertEquals(
        Verdict.ok("all is well"),
        look(tunnel(TunnelState.UP, List.of(), peer("a", 0, Duration.ofDays(7)))));
  }

  @Test
  void theStatusNamesStateProblemsAndPeers() {
    TunnelSnapshot up =
        tunnel(
            TunnelState.UP,
            List.of("odd\nthing"),
            peer("a", 25, Duration.ofHours(3)),
            peer("", 0, Duration.ofSeconds(-1)));
    assertEquals(
        """
        tunnel plant: up, interface omni0, port 51820
          public key ours=
          problem: odd␊thing
          peer a: handshake 3 h ago, at 192.0.2.1:51820, received 3.0 MiB, sent 12 B
          peer theirs=: no handshake yet, at 192.0.2.1:51820, received 3.0 MiB, sent 12 B
        """,
        StatusText.of(up, NOW));
    assertEquals(
        "tunnel plant: cannot run, interface omni0\n  public key ours=\n",
        StatusText.of(tunnel(TunnelState.FAILED, List.of()), NOW));
  }

  @Test
  void spansAndAmountsAreSaidInTheirLargestUnit() {
    assertEquals("0 s", Span.of(Duration.ofSeconds(-5)));
    assertEquals("119 s", Span.of(Duration.ofSeconds(119)));
    assertEquals("119 min", Span.of(Duration.ofMinutes(119)));
    assertEquals("47 h", Span.of(Duration.ofHours(47)));
    assertEquals("2 days", Span.of(Duration.ofHours(71)));
    assertEquals("1023 B", Amount.of(1023));
    assertEquals("1.0 KiB", Amount.of(1024));
    assertEquals("1023.9 KiB", Amount.of(1024 * 1024 - 1));
    assertEquals("8191.9 PiB", Amount.of(Long.MAX_VALUE));
  }
}
