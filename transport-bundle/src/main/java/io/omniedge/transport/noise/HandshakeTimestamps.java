package io.omniedge.transport.noise;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Strictly increasing timestamps for initiations, across restarts and whatever the wall clock says
 * [WG 5.1].
 *
 * <p>A peer refuses an initiation whose timestamp is not greater than all before. So a gateway that
 * boots in 1970 goes on where it may have ended: at the limit it had reserved in its {@link
 * TimestampStore}. While the clock is ahead of all timestamps given out, ten minutes are reserved
 * at a time, and the disk is written that seldom; while it is behind, timestamps count up by
 * nanoseconds and one tick is enough, so restarts in a row do not run away from the clock.
 *
 * <p>A store that fails does not stop handshakes, which work until the next restart with a clock
 * that has gone back; {@link #failure()} shows it in the health of the gateway, and each following
 * timestamp tries again.
 *
 * <p>Any thread; several interfaces may share one instance.
 */
public final class HandshakeTimestamps {
  /** Clock readings are rounded down to this, 16.8 ms: the exact time is nobody's business. */
  static final int TICK_NANOS = 1 << 24;

  private static final long AHEAD_NANOS = Duration.ofMinutes(10).toNanos();

  private final InstantSource clock;
  private final TimestampStore store;
  private Tai64n last;
  private Tai64n reserved;
  private Optional<String> failure = Optional.empty();

  /** Goes on where the store says. */
  public HandshakeTimestamps(InstantSource clock, TimestampStore store) {
    this.clock = clock;
    this.store = store;
    this.reserved = load();
    this.last = reserved;
  }

  /** A timestamp greater than all before. */
  public synchronized Tai64n next() {
    Tai64n reading = Tai64n.of(clock.instant()).roundedDown(TICK_NANOS);
    boolean clockAhead = reading.isAfter(last);
    Tai64n next = clockAhead ? reading : last.plusNanos(1);
    if (!reserved.isAfter(next)) {
      reserve(next.plusNanos(clockAhead ? AHEAD_NANOS : TICK_NANOS));
    }
    last = next;
    return next;
  }

  /** The wall clock, for the time of the last handshake in the status. */
  public Instant wallTime() {
    return clock.instant();
  }

  /** Why the store does not work at present, or empty. */
  public synchronized Optional<String> failure() {
    return failure;
  }

  private Tai64n load() {
    try {
      Tai64n limit = store.load();
      if (limit != null) {
        return limit;
      }
    } catch (IOException e) {
      failure = Optional.of("reserved handshake timestamps cannot be read: " + e.getMessage());
    }
    return Tai64n.of(Instant.EPOCH);
  }

  private void reserve(Tai64n limit) {
    try {
      store.reserve(limit);
      reserved = limit;
      failure = Optional.empty();
    } catch (IOException e) {
      failure = Optional.of("handshake timestamps cannot be reserved: " + e.getMessage());
    }
  }
}
