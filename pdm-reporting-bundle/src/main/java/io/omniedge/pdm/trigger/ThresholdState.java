package io.omniedge.pdm.trigger;

import io.omniedge.gateway.api.data.Trigger;

/**
 * A threshold of one source. Fires when a value goes beyond a level, and again only after one came
 * back by the hysteresis and the pause is over. Any thread.
 */
final class ThresholdState {
  private final ArmedTrigger armed;
  private boolean isAbove;
  private boolean isBelow;
  private boolean hasFired;
  private long firedNanos;

  ThresholdState(ArmedTrigger armed) {
    this.armed = armed;
  }

  ArmedTrigger armed() {
    return armed;
  }

  /** Whether it fires. */
  synchronized boolean saw(long nanos, double value) {
    Trigger trigger = armed.trigger();
    boolean fires = false;
    if (trigger.above().isPresent()) {
      double level = trigger.above().getAsDouble();
      if (value > level) {
        fires = !isAbove;
        isAbove = true;
      } else if (value <= level - armed.hysteresis()) {
        isAbove = false;
      }
    }
    if (trigger.below().isPresent()) {
      double level = trigger.below().getAsDouble();
      if (value < level) {
        fires |= !isBelow;
        isBelow = true;
      } else if (value >= level + armed.hysteresis()) {
        isBelow = false;
      }
    }
    long since = nanos - firedNanos;
    // Samples of before it fired come after a clock was set back: the pause is not for them.
    if (!fires || (hasFired && since >= 0 && since < armed.pauseNanos())) {
      return false;
    }
    hasFired = true;
    firedNanos = nanos;
    return true;
  }
}
