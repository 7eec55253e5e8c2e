package io.omniedge.gateway.agent.time;

/** A moment by System.nanoTime() to come, or none. One thread. */
public final class Deadline {
  /** What {@link #left} says without one. */
  public static final long NEVER = Long.MAX_VALUE;

  private boolean isSet;
  private long atNanos;

  /** Sets it. */
  public void in(long nowNanos, long nanos) {
    isSet = true;
    atNanos = nowNanos + nanos;
  }

  /** There is none any more. */
  public void clear() {
    isSet = false;
  }

  /** Whether there is one. */
  public boolean isSet() {
    return isSet;
  }

  /** Whether there is one, and it is over. */
  public boolean isOver(long nowNanos) {
    return isSet && nowNanos - atNanos >= 0;
  }

  /** Nanoseconds until it, {@link #NEVER} without one. */
  public long left(long nowNanos) {
    return isSet ? Math.max(0, atNanos - nowNanos) : NEVER;
  }
}
