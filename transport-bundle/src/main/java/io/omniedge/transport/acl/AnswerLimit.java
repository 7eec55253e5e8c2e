package io.omniedge.transport.acl;

/**
 * How often refusals are answered, in each direction: enough that every program somebody starts is
 * told at once, and a scan of a network costs next to nothing [RFC 1812 §4.3.2.8, RFC 4443 §2.4].
 * One thread.
 */
final class AnswerLimit {
  static final int BURST = 50;
  static final int PER_SECOND = 50;

  private static final long NANOS_EACH = 1_000_000_000L / PER_SECOND;

  private int left = BURST;
  private long refilledNanos;
  private boolean started;

  /** Whether one more answer may be given now. */
  boolean take(long nowNanos) {
    if (!started) {
      started = true;
      refilledNanos = nowNanos;
    }
    long fresh = (nowNanos - refilledNanos) / NANOS_EACH;
    if (fresh > 0) {
      left = (int) Math.min(BURST, left + fresh);
      refilledNanos += fresh * NANOS_EACH;
    }
    if (left == 0) {
      return false;
    }
    left--;
    return true;
  }
}
