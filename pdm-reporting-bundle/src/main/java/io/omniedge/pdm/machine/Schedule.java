package io.omniedge.pdm.machine;

/**
 * How often a machine is measured.
 *
 * @param normalSeconds from one block to the next
 * @param alarmSeconds the same while there is an alarm
 */
public record Schedule(int normalSeconds, int alarmSeconds) {
  /** An hour, five minutes in alarm. */
  public static final Schedule DEFAULT = new Schedule(3_600, 300);

  /**
   * Refuses one that is slower in alarm.
   *
   * @throws IllegalArgumentException with the reason
   */
  public Schedule {
    if (alarmSeconds < 1 || normalSeconds < alarmSeconds) {
      throw new IllegalArgumentException(
          normalSeconds + " and in alarm " + alarmSeconds + " s: an alarm may not slow it down");
    }
  }
}
