package io.omniedge.transport.tunnel;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Decides, before anything is computed, which initiations are looked at at all. In peace all are.
 * In a flood each source gets a share of its own, so that honest peers get through and the data
 * path keeps its time.
 *
 * <p>Belongs to the inbound thread; allocates nothing; costs some 10 ns. It stands before mac1 and
 * the cookies [WG 5.3], which still judge what is let through.
 */
final class HandshakeAdmission {
  /** A site of 1,000 peers behind one address may come back all at once. */
  static final int BURST = 2048;

  /** What the control thread can answer without being felt on the data path. */
  static final int PER_SECOND = 2_560;

  /** In a flood, the time between two initiations of one source; honest ones come every 5 s. */
  static final long SHARE_NANOS = 200_000_000L;

  /**
   * A power of two. Few enough to stay in the cache, many enough for honest peers not to collide.
   */
  static final int SOURCES = 1024;

  private static final long NANOS_PER_TOKEN = 1_000_000_000L / PER_SECOND;

  private final long[] lastAdmitted = new long[SOURCES];
  private final long secretFactor;
  private long tokens = BURST;
  private long refilledNanos;

  /**
   * Everything admitted at first.
   *
   * @param random makes it unforeseeable which sources share a place
   */
  HandshakeAdmission(RandomGenerator random, long nowNanos) {
    secretFactor = random.nextLong() | 1;
    refilledNanos = nowNanos;
    Arrays.fill(lastAdmitted, nowNanos - SHARE_NANOS);
  }

  /** Whether an initiation of this source is to be looked at. */
  boolean admits(long sourceKey, long nowNanos) {
    long fresh = (nowNanos - refilledNanos) / NANOS_PER_TOKEN;
    if (fresh > 0) {
      tokens = Math.min(BURST, tokens + fresh);
      refilledNanos += fresh * NANOS_PER_TOKEN;
    }
    int place = (int) ((sourceKey * secretFactor) >>> (64 - 10)); // 2^10 places
    if (tokens > 0) {
      tokens--;
    } else if (nowNanos - lastAdmitted[place] < SHARE_NANOS) {
      return false;
    }
    lastAdmitted[place] = nowNanos;
    return true;
  }
}
