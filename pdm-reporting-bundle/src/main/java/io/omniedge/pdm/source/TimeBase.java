package io.omniedge.pdm.source;

/**
 * Gives the samples of a device even times. The device counts by a crystal or an oscillator of its
 * own, which is off by up to some percent; when its samples arrive here jitters. So the rate is
 * measured over the first {@value #SETTLE_MILLIS} ms, in which nothing comes out, and then followed
 * by a delay-locked loop of second order [F. Adriaensen, Using a DLL to filter time, LAC 2005]:
 *
 * <pre>
 *   error  = stamp − predicted
 *   end   += n·period + √2·ω·error
 *   period += ω²·error / n            ω = 2π·bandwidth·n·period
 * </pre>
 *
 * A sample can arrive late and never early: of a late arrival little is believed, and only if all
 * are late for {@value #LATE_MILLIS} ms were samples lost. Each burst begins where the one before
 * ended, unless there was a gap. One thread.
 */
final class TimeBase {
  static final int SETTLE_MILLIS = 2_000;
  static final int LATE_MILLIS = 2_000;

  private static final long SETTLE_NANOS = SETTLE_MILLIS * 1_000_000L;
  private static final long LATE_NANOS = LATE_MILLIS * 1_000_000L;

  /** Two points make a line through anything. */
  private static final int SETTLE_BURSTS = 4;

  /** Slow against jitter, fast against the temperature that an oscillator follows. */
  private static final double BANDWIDTH_HZ = 0.05;

  /** Of long bursts: the loop is stable below 1. */
  private static final double MOST_OMEGA = 0.4;

  private static final double JITTER_NANOS = 1e6;
  private static final double LOST_NANOS = 5e6;

  /** What became of a burst. */
  enum Outcome {
    /** The rate is still measured. */
    SETTLING,
    /** It goes on where the one before ended. */
    EVEN,
    /** It begins anew, later than the one before ended. */
    GAP,
    /** It is of a time that has samples already. */
    OVERLAP
  }

  private final double nominalPeriodNanos;

  private boolean hasOrigin;
  private boolean isSettled;
  private long originNanos;

  // While settling: a line through count and stamp.
  private int bursts;
  private double counted;
  private double sumX;
  private double sumY;
  private double sumXx;
  private double sumXy;

  // After: all relative to the origin.
  private double periodNanos;
  private double beginNanos;
  private double endNanos;
  private double lateSinceNanos;
  private boolean isLate;

  TimeBase(double nominalRateHz) {
    nominalPeriodNanos = 1e9 / nominalRateHz;
    periodNanos = nominalPeriodNanos;
  }

  Outcome take(Burst burst) {
    if (!hasOrigin || (!isSettled && burst.isAfterGap())) {
      restart(burst.stampNanos());
      return Outcome.SETTLING;
    }
    double stamp = burst.stampNanos() - originNanos;
    return isSettled ? follow(burst, stamp) : settle(burst.size(), stamp);
  }

  private void restart(long stampNanos) {
    hasOrigin = true;
    originNanos = stampNanos;
    bursts = 1;
    counted = 0;
    sumX = 0;
    sumY = 0;
    sumXx = 0;
    sumXy = 0;
  }

  private Outcome settle(int count, double stamp) {
    counted += count;
    bursts++;
    sumX += counted;
    sumY += stamp;
    sumXx += counted * counted;
    sumXy += counted * stamp;
    if (stamp < SETTLE_NANOS || bursts < SETTLE_BURSTS) {
      return Outcome.SETTLING;
    }
    double spread = bursts * sumXx - sumX * sumX;
    double slope = (bursts * sumXy - sumX * sumY) / spread;
    if (!(slope > 0)) {
      restart(originNanos + (long) stamp);
      return Outcome.SETTLING;
    }
    periodNanos = slope;
    endNanos = (sumY - slope * sumX) / bursts + slope * counted;
    isSettled = true;
    return Outcome.SETTLING;
  }

  private Outcome follow(Burst burst, double stamp) {
    double length = burst.size() * periodNanos;
    double error = stamp - (endNanos + length);
    if (burst.isAfterGap() || isLost(burst.stamp(), error, stamp)) {
      return resume(stamp, length);
    }
    if (burst.stamp() == Burst.Stamp.ARRIVED) {
      error = Math.min(error, Math.max(JITTER_NANOS, periodNanos));
    }
    double omega = Math.min(MOST_OMEGA, 2 * Math.PI * BANDWIDTH_HZ * length / 1e9);
    beginNanos = endNanos;
    endNanos += Math.max(length / 2, length + Math.sqrt(2) * omega * error);
    // An oscillator that is off by half is broken: times stay in order whatever it does.
    periodNanos =
        Math.max(
            nominalPeriodNanos / 2,
            Math.min(2 * nominalPeriodNanos, periodNanos + omega * omega * error / burst.size()));
    return Outcome.EVEN;
  }

  private boolean isLost(Burst.Stamp kind, double error, double stamp) {
    double most = Math.max(LOST_NANOS, 3 * periodNanos);
    if (kind == Burst.Stamp.TAKEN) {
      return Math.abs(error) > most;
    }
    if (error <= most) {
      isLate = false;
    } else if (!isLate) {
      isLate = true;
      lateSinceNanos = stamp;
    }
    return isLate && stamp - lateSinceNanos > LATE_NANOS;
  }

  private Outcome resume(double stamp, double length) {
    isLate = false;
    if (stamp - length < endNanos - periodNanos / 2) {
      // Its own stamps go back, or it gave more than there was time for.
      return Outcome.OVERLAP;
    }
    beginNanos = stamp - length;
    endNanos = stamp;
    return Outcome.GAP;
  }

  /** When the period of the burst's first sample began; until {@link #endNanos}. */
  long beginNanos() {
    return originNanos + Math.round(beginNanos);
  }

  /** When its last sample was taken. */
  long endNanos() {
    return originNanos + Math.round(endNanos);
  }

  /** As measured; the nominal one while settling. */
  double rateHz() {
    return 1e9 / periodNanos;
  }
}
