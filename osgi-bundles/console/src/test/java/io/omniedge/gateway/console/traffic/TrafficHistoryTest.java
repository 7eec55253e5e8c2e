package io.omniedge.gateway.console.traffic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.api.PeerSnapshot;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.TunnelState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TrafficHistoryTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  private final TrafficHistory history = new TrafficHistory();
  private long nanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);

  private static PeerSnapshot peer(String key, long received, long sent, Instant handshake) {
    return peer(key, received, sent, Optional.of(handshake));
  }

  private static PeerSnapshot peer(
      String key, long received, long sent, Optional<Instant> handshake) {
    return new PeerSnapshot("peer", key, Optional.empty(), List.of(), handshake, received, sent, 0);
  }

  private static TunnelSnapshot tunnel(PeerSnapshot... peers) {
    return new TunnelSnapshot(
        "plant",
        "omni0",
        TunnelState.UP,
        List.of(),
        Optional.empty(),
        51820,
        Map.of(),
        List.of(peers));
  }

  private void measure(PeerSnapshot... peers) {
    nanos += TimeUnit.SECONDS.toNanos(2);
    history.measure(List.of(tunnel(peers)), nanos, NOW);
  }

  @Test
  void theFirstMeasurementIsNoRate() {
    measure(peer("a", 1_000_000, 5, NOW));
    assertEquals(List.of(0.0), history.peer("plant", "a").receivedBytesPerS());
    assertEquals(0, history.tunnel("plant").receivedNow());
  }

  @Test
  void dividesByTheTimeThatWentBy() {
    measure(peer("a", 0, 0, NOW));
    measure(peer("a", 3000, 500, NOW));
    assertEquals(1500, history.peer("plant", "a").receivedNow());
    assertEquals(250, history.peer("plant", "a").sentNow());
    history.measure(List.of(tunnel(peer("a", 9000, 500, NOW))), nanos, NOW);
    assertTrue(Double.isFinite(history.peer("plant", "a").receivedNow()), "no time at all");
  }

  @Test
  void aCounterThatWentBackBeganAnew() {
    measure(peer("a", 1_000_000, 1_000_000, NOW));
    measure(peer("a", 600, 1_000_200, NOW));
    assertEquals(300, history.peer("plant", "a").receivedNow());
    assertEquals(100, history.peer("plant", "a").sentNow());
  }

  @Test
  void aTunnelIsTheSumOfItsPeersAndAsFreshAsTheYoungestHandshake() {
    measure(peer("a", 0, 0, NOW), peer("b", 0, 0, Optional.empty()));
    measure(peer("a", 200, 0, NOW.minusSeconds(50)), peer("b", 400, 2, NOW.minusSeconds(9)));
    Series sum = history.tunnel("plant");
    assertEquals(300, sum.receivedNow());
    assertEquals(1, sum.sentNow());
    assertEquals(List.of(0.0, 9.0), sum.handshakeAgeS());
  }

  @Test
  void aPeerWithoutAHandshakeHasNoAge() {
    measure(peer("a", 0, 0, Optional.empty()));
    assertEquals(List.of(Double.NaN), history.peer("plant", "a").handshakeAgeS());
    assertEquals(List.of(Double.NaN), history.tunnel("plant").handshakeAgeS());
  }

  @Test
  void aHandshakeInTheFutureIsOfNow() {
    measure(peer("a", 0, 0, NOW.plusSeconds(3600)));
    assertEquals(List.of(0.0), history.peer("plant", "a").handshakeAgeS());
  }

  @Test
  void forgetsPeersAndTunnelsThatAreGone() {
    measure(peer("a", 0, 0, NOW), peer("b", 0, 0, NOW));
    measure(peer("b", 0, 0, NOW));
    assertEquals(Series.EMPTY, history.peer("plant", "a"));
    assertEquals(2, history.peer("plant", "b").sentBytesPerS().size());
    measure(peer("a", 777, 0, NOW), peer("b", 0, 0, NOW));
    assertEquals(0, history.peer("plant", "a").receivedNow(), "it is new");
    history.measure(List.of(), nanos, NOW);
    assertEquals(Series.EMPTY, history.tunnel("plant"));
  }

  @Test
  void keepsThreeMinutes() {
    for (int i = 0; i < 3 * TrafficHistory.KEPT; i++) {
      measure(peer("a", 2L * i * i, 0, NOW));
    }
    List<Double> rates = history.peer("plant", "a").receivedBytesPerS();
    assertEquals(TrafficHistory.KEPT, rates.size());
    assertTrue(rates.get(0) < rates.get(1), "oldest first");
    assertEquals(rates.get(rates.size() - 1), history.peer("plant", "a").receivedNow());
  }
}
