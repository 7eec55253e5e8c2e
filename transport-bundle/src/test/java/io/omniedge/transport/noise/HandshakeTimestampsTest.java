package io.omniedge.transport.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.testkit.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HandshakeTimestampsTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123456789Z");

  private final ManualClock clock = new ManualClock(NOW);
  private final MemoryStore store = new MemoryStore();

  /** A disk that survives {@link #boot()}. */
  static final class MemoryStore implements TimestampStore {
    @Nullable Tai64n limit;
    int writes;
    boolean broken;

    @Override
    public @Nullable Tai64n load() throws IOException {
      fail();
      return limit;
    }

    @Override
    public void reserve(Tai64n newLimit) throws IOException {
      fail();
      writes++;
      limit = newLimit;
    }

    private void fail() throws IOException {
      if (broken) {
        throw new IOException("no space left on device");
      }
    }
  }

  private HandshakeTimestamps boot() {
    return new HandshakeTimestamps(clock::wallTime, store);
  }

  @Test
  void writesSecondsAndNanosecondsBigEndian() {
    Tai64n time = Tai64n.of(Instant.ofEpochSecond(1, 0x0a0b0c));
    assertArrayEquals(HexFormat.of().parseHex("400000000000000b000a0b0c"), time.bytes());
    assertEquals(time, Tai64n.read(time.bytes()));
  }

  @Test
  void comparesHostileTimesAsUnsigned() {
    assertTrue(new Tai64n(-1, 0).isAfter(new Tai64n(Long.MAX_VALUE, -1)));
    assertTrue(new Tai64n(1, -1).isAfter(new Tai64n(1, 999_999_999)));
    assertFalse(new Tai64n(1, 1).isAfter(new Tai64n(1, 1)));
  }

  @Test
  void hidesTheExactTime() {
    Tai64n time = boot().next();
    assertEquals(0, time.nanos() % (1 << 24));
    assertFalse(time.isAfter(Tai64n.of(NOW)));
    assertTrue(time.isAfter(Tai64n.of(NOW.minusMillis(17))));
  }

  @Test
  void increasesWhileTheClockStandsStillOrGoesBack() {
    HandshakeTimestamps timestamps = boot();
    Tai64n last = timestamps.next();
    for (int i = 0; i < 100; i++) {
      clock.setWallTime(clock.wallTime().minusSeconds(i % 2));
      Tai64n next = timestamps.next();
      assertTrue(next.isAfter(last));
      last = next;
    }
  }

  @Test
  void firstTimestampAfterARebootIn1970IsGreaterThanAllBefore() {
    HandshakeTimestamps before = boot();
    before.next();
    clock.advance(Duration.ofMinutes(9));
    Tai64n last = before.next();
    clock.setWallTime(Instant.EPOCH);
    HandshakeTimestamps after = boot();
    Tai64n first = after.next();
    assertTrue(first.isAfter(last));
    assertTrue(boot().next().isAfter(first));
  }

  @Test
  void writesTheDiskEveryTenMinutesOnly() {
    HandshakeTimestamps timestamps = boot();
    for (int second = 0; second < 3_000; second++) {
      timestamps.next();
      clock.advance(Duration.ofSeconds(1));
    }
    assertEquals(5, store.writes);
  }

  @Test
  void doesNotRunAwayFromTheClockWhenRestartedOverAndOver() {
    for (int restart = 0; restart < 1_000; restart++) {
      boot().next();
    }
    Tai64n limit = store.limit;
    assertTrue(limit != null && Tai64n.of(NOW.plusSeconds(620)).isAfter(limit));
  }

  @Test
  void followsTheClockAgainOnceItIsAhead() {
    boot().next();
    HandshakeTimestamps second = boot();
    assertTrue(second.next().isAfter(Tai64n.of(NOW.plusSeconds(599))));
    clock.advance(Duration.ofMinutes(11));
    Tai64n time = second.next();
    assertEquals(0, time.nanos() % (1 << 24));
    assertFalse(time.isAfter(Tai64n.of(clock.wallTime())));
  }

  @Test
  void goesOnWithoutItsStoreAndSaysSo() {
    HandshakeTimestamps timestamps = boot();
    store.broken = true;
    clock.advance(Duration.ofHours(1));
    Tai64n first = timestamps.next();
    assertTrue(timestamps.next().isAfter(first));
    assertEquals(
        Optional.of("handshake timestamps cannot be reserved: no space left on device"),
        timestamps.failure());
    store.broken = false;
    timestamps.next();
    assertEquals(Optional.empty(), timestamps.failure());
  }

  @Test
  void saysThatTheStoreCannotBeRead() {
    store.broken = true;
    assertEquals(
        Optional.of("reserved handshake timestamps cannot be read: no space left on device"),
        boot().failure());
  }
}
