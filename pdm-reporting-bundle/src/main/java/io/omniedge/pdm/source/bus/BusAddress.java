package io.omniedge.pdm.source.bus;

/** Where a chip is. */
public sealed interface BusAddress {
  /**
   * At an I2C bus.
   *
   * @param bus number of it: /dev/i2c-1
   * @param address of seven bits
   */
  record I2c(int bus, int address) implements BusAddress {
    @Override
    public String toString() {
      return "/dev/i2c-" + bus + String.format(" 0x%02x", address);
    }

    String path() {
      return "/dev/i2c-" + bus;
    }
  }

  /**
   * At an SPI bus.
   *
   * @param bus number of it: the 0 of /dev/spidev0.1
   * @param chipSelect the 1 of it
   */
  record Spi(int bus, int chipSelect) implements BusAddress {
    @Override
    public String toString() {
      return "/dev/spidev" + bus + "." + chipSelect;
    }
  }

  /**
   * What a chip wants of an SPI bus.
   *
   * @param mode polarity of the clock times two, and its phase
   * @param hertz of the clock
   * @param firstByte how a register is named
   */
  record SpiWishes(int mode, int hertz, FirstByte firstByte) {}

  /** The first byte of a transfer. */
  @FunctionalInterface
  interface FirstByte {
    /** For this register, to be read or written, one byte or more. */
    int of(int register, boolean isRead, int length);
  }

  /** The registers there; opened by nobody yet. */
  static RegisterBus registers(BusAddress where, SpiWishes wishes) {
    return where instanceof I2c i2c ? new LinuxI2c(i2c) : new LinuxSpi((Spi) where, wishes);
  }
}
