package io.omniedge.pdm.source.gpio;

import io.omniedge.pdm.source.Backend;

/**
 * Which line gives pulses of a shaft.
 *
 * @param backend who reads it
 * @param chip its device file, /dev/gpiochip0; empty with Pi4J
 * @param line its number there; with Pi4J its address, which on a Raspberry Pi is BCM's number
 * @param pulsesPerTurn marks on the shaft
 * @param everySeconds how often a speed is told
 * @param stopSeconds without a pulse for so long, the shaft stands
 * @param bias of the line
 * @param debounceMicros edges that follow sooner are one; 0 for none
 */
public record GpioSpeedSettings(
    Backend backend,
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
