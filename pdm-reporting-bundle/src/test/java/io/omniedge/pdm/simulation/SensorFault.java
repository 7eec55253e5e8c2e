package io.omniedge.pdm.simulation;

/** What is wrong with the sensor and not with the machine. */
public enum SensorFault {
  NONE,
  /** Stops after a third of the block. */
  FLAT,
  /** The gain is so high that the peaks do not fit into the range. */
  CLIPPED,
  /** Its supply is wrong: a mean of half the range. */
  BIAS,
  /** Warms up: the mean wanders by five times the RMS. */
  BIAS_DRIFT,
  /** Single samples somewhere in the range. */
  SPIKES,
  /** The signal is gone for milliseconds, again and again. */
  LOOSE_CABLE,
  /** Samples 3 % faster than it says. */
  WRONG_RATE
}
