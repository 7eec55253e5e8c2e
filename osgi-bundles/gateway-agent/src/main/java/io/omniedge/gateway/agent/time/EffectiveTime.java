package io.omniedge.gateway.agent.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The time by the clock, but never earlier than a time that is known to be over: that of the build,
 * of the manager's answers and maps. So a gateway whose battery is empty thinks it is the day it
 * was last in contact, and not 1970. Thread-safe.
 */
public final class EffectiveTime {
  /** A floor is written at most every ten minutes of progress: flash wears out. */
  private static final long STORE_STEP_SECONDS = 600;

  /** 1 January 2100: what claims to be later is a mistake that would stay for ever. */
  private static final long LATEST_SECONDS = 4_102_444_800L;

  private final InstantSource clock;
  private final Store store;
  private long floorSeconds;
  private long storedSeconds;

  /** Where a floor survives a restart. */
  public interface Store {
    /** Keeps it; failing is its own problem, the floor holds until the restart. */
    void keep(long seconds);
  }

  /**
   * A floor to begin with.
   *
   * @param floorSeconds since 1970
   */
  public EffectiveTime(InstantSource clock, long floorSeconds, Store store) {
    this.clock = clock;
    this.store = store;
    this.floorSeconds = floorSeconds;
    this.storedSeconds = floorSeconds;
  }

  /** What time it is, as far as we know. */
  public synchronized Instant now() {
    Instant floor = Instant.ofEpochSecond(floorSeconds);
    Instant read = clock.instant();
    return read.isBefore(floor) ? floor : read;
  }

  /** Seconds since 1970 of {@link #now}. */
  public long seconds() {
    return now().getEpochSecond();
  }

  /** Whether the clock is known to be wrong. */
  public synchronized boolean clockIsBehind() {
    return clock.instant().getEpochSecond() < floorSeconds;
  }

  /** It is this late at least; somebody we trust said so. */
  public synchronized void atLeast(long seconds) {
    if (seconds <= floorSeconds || seconds > LATEST_SECONDS) {
      return;
    }
    floorSeconds = seconds;
    if (seconds - storedSeconds >= STORE_STEP_SECONDS) {
      storedSeconds = seconds;
      store.keep(seconds);
    }
  }
}
