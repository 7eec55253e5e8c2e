package io.omniedge.pdm.source;

/**
 * What the clock on the wall shows at a time of the clock that is never set. The two drift together
 * (adjtimex(2) disciplines both), so only a step parts them. A small step is worked off slowly, so
 * that samples stay even: {@value #SLEW_PPM} ppm are below what a spectrum shows. A large one is
 * believed at once. One thread.
 */
final class WallTime {
  /** chronyd and systemd-timesyncd step from 0.4 s or 1 s on, and work off less by themselves. */
  static final long JUMP_NANOS = 500_000_000L;

  /** Between the two readings of the clocks we may have waited for the processor. */
  static final long SLACK_NANOS = 1_000_000L;

  static final int SLEW_PPM = 500;

  private boolean isSet;
  private long offsetNanos;
  private long lastNanos;

  /**
   * Looks at both clocks.
   *
   * @return whether the one on the wall has jumped
   */
  boolean follow(long monotonicNanos, long wallNanos) {
    long found = wallNanos - monotonicNanos;
    long most = isSet ? (monotonicNanos - lastNanos) / 1_000_000 * SLEW_PPM : 0;
    lastNanos = monotonicNanos;
    long off = found - offsetNanos;
    if (!isSet || Math.abs(off) >= JUMP_NANOS) {
      boolean jumped = isSet;
      isSet = true;
      offsetNanos = found;
      return jumped;
    }
    if (Math.abs(off) > SLACK_NANOS) {
      offsetNanos += Math.max(-most, Math.min(most, off));
    }
    return false;
  }

  long wallNanos(long monotonicNanos) {
    return monotonicNanos + offsetNanos;
  }
}
