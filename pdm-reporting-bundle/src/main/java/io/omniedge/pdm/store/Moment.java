package io.omniedge.pdm.store;

/**
 * A time on both clocks of a machine: the one of the wall, which somebody may set at any time, and
 * the one that counts since the machine was switched on.
 *
 * @param wallMillis since 1970
 * @param bootMillis since the machine was switched on; never goes back
 * @param boot which run of the machine; the same for all of its processes
 * @param clock {@link ClockQuality#SET} or {@link ClockQuality#UNSET}
 */
public record Moment(long wallMillis, long bootMillis, int boot, ClockQuality clock) {
  /** Refuses what only a message on its way has. */
  public Moment {
    if (clock == ClockQuality.CORRECTED) {
      throw new IllegalArgumentException("clock CORRECTED: a clock is set or it is not");
    }
  }
}
