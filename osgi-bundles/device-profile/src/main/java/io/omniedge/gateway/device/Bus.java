package io.omniedge.gateway.device;

import java.util.List;

/**
 * A bus that sensors or machines are connected to.
 *
 * @param device as /dev/i2c-1
 * @param sensors that are soldered or plugged there as the board is sold
 */
public record Bus(Kind kind, String device, List<Sensor> sensors) {
  /** What kind of bus. */
  public enum Kind {
    I2C,
    SPI,
    SERIAL
  }

  /**
   * What hangs at a bus.
   *
   * @param chip as the sources of machine data name it, in lower case
   * @param address 7 bits on I2C, the chip select on SPI
   */
  public record Sensor(String chip, int address) {}

  /** Copies. */
  public Bus {
    sensors = List.copyOf(sensors);
    if (kind == Kind.SERIAL && !sensors.isEmpty()) {
      throw new IllegalArgumentException("sensors: a serial line has no addresses for them");
    }
  }
}
