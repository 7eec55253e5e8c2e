package io.omniedge.pdm.source.gpio;

import java.util.OptionalDouble;

/**
 * Pulses to turns a minute: whole pulses over the time between the first and the last of them, so
 * that neither the moment of asking nor a single late pulse counts. One thread.
 *
 * <p>While no pulse comes, the speed is at most one pulse over the time since the last: it falls
 * with the shaft and is 0 after the stop time.
 */
final class PulseSpeed {
  private static final double NANOS_A_MINUTE = 60e9;

  private final int pulsesPerTurn;
  private final long stopNanos;
  private boolean hasLast;
  private long lastNanos;
  private long spanNanos;
  private long pulses;
  private double rpm;
  private boolean isKnown;

  PulseSpeed(int pulsesPerTurn, long stopNanos, long nowNanos) {
    this.pulsesPerTurn = pulsesPerTurn;
    this.stopNanos = stopNanos;
    lastNanos = nowNanos;
  }

  /** A pulse; one that is not after the last is none. */
  void pulse(long atNanos) {
    long since = atNanos - lastNanos;
    if (hasLast && since <= 0) {
      return;
    }
    if (hasLast && since < stopNanos) {
      spanNanos += since;
      pulses++;
    }
    hasLast = true;
    lastNanos = atNanos;
  }

  /** Pulses were lost: the time before them counts for nothing. */
  void lost() {
    hasLast = false;
    spanNanos = 0;
    pulses = 0;
  }

  /** Turns a minute since it was asked before; nothing while it is not known. */
  OptionalDouble rpm(long nowNanos) {
    long silent = nowNanos - lastNanos;
    if (pulses > 0) {
      rpm = of(pulses, spanNanos);
      isKnown = true;
    } else if (silent >= stopNanos) {
      rpm = 0;
      isKnown = true;
    } else if (isKnown && silent > 0) {
      rpm = Math.min(rpm, of(1, silent));
    }
    pulses = 0;
    spanNanos = 0;
    return isKnown ? OptionalDouble.of(rpm) : OptionalDouble.empty();
  }

  private double of(long count, long nanos) {
    return NANOS_A_MINUTE * count / ((double) nanos * pulsesPerTurn);
  }
}
