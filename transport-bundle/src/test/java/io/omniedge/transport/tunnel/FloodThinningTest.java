package io.omniedge.transport.tunnel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.omniedge.testkit.ManualClock;
import io.omniedge.testkit.MemoryUdp;
import io.omniedge.testkit.MemoryUdpNetwork;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FloodThinningTest {
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final MemoryUdp socket =
      new MemoryUdpNetwork(1).open(Endpoint.of(IpPrefix.parseAddress("192.0.2.1"), 1), Set.of());
  private final FloodThinning thinning = new FloodThinning(socket, clock.nanoTime());

  /** A flood of that strength, of which the kernel lets through what it was told to. */
  private void flood(int perSecond, Duration duration) {
    for (long millis = 0; millis < duration.toMillis(); millis++) {
      clock.advance(Duration.ofMillis(1));
      thinning.look(perSecond / 1000 / socket.thinnedTo(), clock.nanoTime());
    }
  }

  @Test
  void leavesAThousandPeersThatComeAtOnceAlone() {
    thinning.look(1000, clock.nanoTime());
    flood(0, Duration.ofSeconds(1));
    assertEquals(1, socket.thinnedTo());
  }

  @Test
  void letsOneInFourThroughOfAHundredThousandASecond() {
    flood(100_000, Duration.ofSeconds(2));
    assertEquals(4, socket.thinnedTo());
    assertEquals(4, thinning.oneIn());
  }

  @Test
  void followsAFloodThatGrows() {
    flood(100_000, Duration.ofSeconds(1));
    flood(1_600_000, Duration.ofSeconds(2));
    assertEquals(64, socket.thinnedTo());
  }

  @Test
  void takesEverythingAgainAfterTheFlood() {
    flood(100_000, Duration.ofSeconds(1));
    flood(1_000, Duration.ofSeconds(1));
    assertEquals(1, socket.thinnedTo());
  }
}
