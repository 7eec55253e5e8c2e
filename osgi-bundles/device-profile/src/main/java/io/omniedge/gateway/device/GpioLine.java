package io.omniedge.gateway.device;

/**
 * A line of a GPIO chip that has a meaning on this board.
 *
 * @param role what it means
 * @param chip its label, as gpiodetect shows it; numbers of chips change from boot to boot
 * @param line counted by the chip from 0
 * @param activeLow whether 0 volt means yes
 */
public record GpioLine(Role role, String chip, int line, boolean activeLow) {
  /** What a line means. */
  public enum Role {
    /** Input: an operator stands at the machine. */
    KEY_SWITCH,
    /** Output: steady when all is well. */
    STATUS_LED,
    /** Output: closed while there is an alarm. */
    ALARM_RELAY;

    /** Whether the board reads it. */
    public boolean isInput() {
      return this == KEY_SWITCH;
    }
  }
}
