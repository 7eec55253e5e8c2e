package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.bus.RegisterBus;
import io.omniedge.pdm.source.pi4j.Pi4jBus;
import java.util.ArrayList;
import java.util.List;

/** The accelerometers that we know. */
public enum Chip {
  /** At I2C and SPI. */
  ADXL345,
  /** At I2C alone; the MPU-6000 is the one with SPI. */
  MPU6050,
  /** At SPI; its I2C is too slow for its rates. */
  ADXL355;

  /** At 400 kHz each sample of its FIFO takes 0.3 ms [ADXL345 rev. E, table 8]. */
  private static final double ADXL345_I2C_HZ = 800;

  private static final BusAddress.SpiWishes ADXL345_SPI =
      new BusAddress.SpiWishes(
          3,
          5_000_000,
          (register, isRead, length) -> register | (isRead ? 0x80 : 0) | (length > 1 ? 0x40 : 0));

  private static final BusAddress.SpiWishes ADXL355_SPI =
      new BusAddress.SpiWishes(
          0, 5_000_000, (register, isRead, length) -> register << 1 | (isRead ? 1 : 0));

  /** Samples of three axes that its FIFO holds. */
  int fifoSamples() {
    return switch (this) {
      case ADXL345, ADXL355 -> 32;
      case MPU6050 -> 1_024 / 6;
    };
  }

  /** Which rates there are, the fastest first. */
  List<Double> ratesHz() {
    List<Double> rates = new ArrayList<>();
    switch (this) {
      case ADXL345 -> {
        for (int i = 0; i <= Adxl345.SLOWEST; i++) {
          rates.add(3_200.0 / (1 << i));
        }
      }
      case MPU6050 -> {
        for (int divider = 0; divider < 256; divider++) {
          rates.add(1_000.0 / (1 + divider));
        }
      }
      case ADXL355 -> {
        for (int i = 0; i <= Adxl355.SLOWEST; i++) {
          rates.add(4_000.0 / (1 << i));
        }
      }
    }
    return rates;
  }

  /** To both sides, the smallest first: each is twice the one before. */
  List<Double> rangesG() {
    return this == ADXL355 ? List.of(2.048, 4.096, 8.192) : List.of(2.0, 4.0, 8.0, 16.0);
  }

  /** Refuses what the chip cannot do, with what it can. */
  void check(BusAddress where, double rateHz, double rangeG) {
    if (rate(rateHz) < 0) {
      throw new IllegalArgumentException(
          "rateHz " + rateHz + ": " + (this == MPU6050 ? "1000 / 1 to 256" : ratesHz()));
    }
    if (!rangesG().contains(rangeG)) {
      throw new IllegalArgumentException("rangeG " + rangeG + ": there are " + rangesG());
    }
    boolean isI2c = where instanceof BusAddress.I2c;
    if (this == MPU6050 ? !isI2c : this == ADXL355 && isI2c) {
      throw new IllegalArgumentException(where + ": it is read by the other bus");
    }
    if (this == ADXL345 && isI2c && rateHz > ADXL345_I2C_HZ) {
      throw new IllegalArgumentException(
          "rateHz " + rateHz + ": I2C is too slow for more than " + ADXL345_I2C_HZ);
    }
  }

  /** Number of the rate, from 0; −1 if there is none like that. */
  int rate(double rateHz) {
    List<Double> rates = ratesHz();
    for (int i = 0; i < rates.size(); i++) {
      if (Math.abs(rates.get(i) - rateHz) <= 1e-3 * rateHz) {
        return i;
      }
    }
    return -1;
  }

  RegisterBus bus(SensorSettings settings) {
    BusAddress.SpiWishes wishes = this == ADXL345 ? ADXL345_SPI : ADXL355_SPI;
    return settings.backend() == Backend.PI4J
        ? Pi4jBus.of(settings.where(), wishes)
        : BusAddress.registers(settings.where(), wishes);
  }

  Accelerometer at(RegisterBus bus, SensorSettings settings) {
    int rate = rate(settings.rateHz());
    int range = rangesG().indexOf(settings.rangeG());
    return switch (this) {
      case ADXL345 -> new Adxl345(bus, rate, range);
      case MPU6050 -> new Mpu6050(bus, rate, range);
      case ADXL355 -> new Adxl355(bus, rate, range);
    };
  }
}
