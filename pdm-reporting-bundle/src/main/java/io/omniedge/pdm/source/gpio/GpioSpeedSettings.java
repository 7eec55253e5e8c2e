package io.omniedge.pdm.source.gpio;

/**
 * Which line gives pulses of a shaft.
 *
 * @param chip its device file, /dev/gpiochip0
 * @param line its number there
 * @param pulsesPerTurn marks on the shaft
 * @param everySeconds how often a speed is told
 * @param stopSeconds without a pulse for so long, the shaft stands
 * @param bias of the line
 * @param debounceMicros edges that follow sooner are one; 0 for none
 */
public record GpioSpeedSettings(
    String chip,
    int line,
    int pulsesPerTurn,
    double everySeconds,
    double stopSeconds,
    Bias bias,
    int debounceMicros) {
  /** What holds a line that nobody drives. */
  public enum Bias {
    AS_IS,
    DISABLED,
    PULL_UP,
    PULL_DOWN
  }
}
