package io.omniedge.pdm.source.sensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.pi4j.provider.Provider;
import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.TestClock;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.pi4j.Mocks;
import io.omniedge.pdm.source.pi4j.Pi4jBus;
import io.omniedge.pdm.source.pi4j.Pi4jRegisters;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Drivers of chips through Pi4J, with its mock in place of the bus. */
class Pi4jSensorTest {
  private static final BusAddress I2C = new BusAddress.I2c(1, 0x68);
  private static final BusAddress SPI = new BusAddress.Spi(0, 0);

  private static SensorSource source(SensorSettings settings, Provider<?, ?, ?> provider) {
    BusAddress.SpiWishes wishes =
        new BusAddress.SpiWishes(3, 5_000_000, (register, isRead, length) -> register);
    return new SensorSource(
        settings,
        new Pi4jBus(
            settings.where(),
            () -> Pi4jRegisters.open(Mocks.with(provider), settings.where(), wishes)),
        new TestClock());
  }

  @Test
  void mpu6050AtI2cGivesItsSamples() throws Exception {
    SensorSource source =
        source(
            new SensorSettings(Chip.MPU6050, Backend.PI4J, I2C, 250, 8),
            new Mocks.AnsweringI2c(
                Map.of(
                    Mpu6050.WHO_AM_I, new byte[] {0x68},
                    Mpu6050.FIFO_COUNT_H, new byte[] {0, 12},
                    Mpu6050.INT_STATUS, new byte[] {0},
                    Mpu6050.FIFO_R_W, new byte[] {16, 0, -16, 0, -128, 0, 0, 1, 0, 0, 8, 0})));
    assertEquals(3, source.open().size());
    Burst burst = source.read();
    assertArrayEquals(new double[] {1, 1 / 4_096.0}, burst.values(0), 1e-12);
    assertArrayEquals(new double[] {-1, 0}, burst.values(1), 1e-12);
    assertArrayEquals(new double[] {-8, 0.5}, burst.values(2), 1e-12);
    source.close();
  }

  @Test
  void adxl345AtSpiGivesItsSamples() throws Exception {
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    answers.writeBytes(new byte[] {0, (byte) Adxl345.ID});
    answers.writeBytes(new byte[2 * 6]); // six registers are written
    answers.writeBytes(new byte[] {0, 0x0b}); // DATA_FORMAT is kept
    answers.writeBytes(new byte[] {0, 0}); // INT_SOURCE
    answers.writeBytes(new byte[] {0, 1}); // FIFO_STATUS
    answers.writeBytes(new byte[] {0, 0, 1, -128, -1, -1, 15});
    SensorSource source =
        source(
            new SensorSettings(Chip.ADXL345, Backend.PI4J, SPI, 3_200, 16),
            new Mocks.AnsweringSpi(answers.toByteArray()));
    source.open();
    Burst burst = source.read();
    assertEquals(1, burst.size());
    assertEquals(1, burst.values(0)[0], 1e-12);
    assertEquals(-0.5, burst.values(1)[0], 1e-12);
    assertEquals(15.99609375, burst.values(2)[0], 1e-12);
    source.close();
  }

  @Test
  void anotherChipIsNamed() {
    SensorSource source =
        source(
            new SensorSettings(Chip.MPU6050, Backend.PI4J, I2C, 250, 8),
            new Mocks.AnsweringI2c(Map.of(Mpu6050.WHO_AM_I, new byte[] {0x70})));
    SourceException e = assertThrows(SourceException.class, source::open);
    assertEquals("/dev/i2c-1 0x68 WHO_AM_I: 0x70: an MPU-6050 says 0x68", e.getMessage());
  }
}
