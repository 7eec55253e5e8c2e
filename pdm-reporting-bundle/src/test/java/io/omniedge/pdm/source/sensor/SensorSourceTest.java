package io.omniedge.pdm.source.sensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.TestClock;
import io.omniedge.pdm.source.bus.BusAddress;
import org.junit.jupiter.api.Test;

class SensorSourceTest {
  private static final BusAddress SPI = new BusAddress.Spi(0, 0);
  private static final BusAddress I2C = new BusAddress.I2c(1, 0x68);

  private final TestClock clock = new TestClock();

  private SensorSource source(Chip chip, FakeChip fake, double rateHz, double rangeG) {
    BusAddress where = chip == Chip.MPU6050 ? I2C : SPI;
    return new SensorSource(
        new SensorSettings(chip, Backend.KERNEL, where, rateHz, rangeG), fake, clock);
  }

  private static double[] axes(Burst burst, int at) {
    return new double[] {burst.values(0)[at], burst.values(1)[at], burst.values(2)[at]};
  }

  @Test
  void adxl345GivesSignedCountsAt256AG() throws Exception {
    FakeChip fake = new FakeChip.Adxl345Chip();
    SensorSource source = source(Chip.ADXL345, fake, 800, 16);
    SourceChannel channel = source.open().get(2);
    assertEquals(new SourceChannel("z", "g", 800, -16, 16, 8_192), channel);
    assertEquals(0x0d, fake.register(Adxl345.BW_RATE));
    assertEquals(0x0b, fake.register(Adxl345.DATA_FORMAT));
    assertEquals(0x80, fake.register(Adxl345.FIFO_CTL));
    assertEquals(0x08, fake.register(Adxl345.POWER_CTL));
    fake.measure(32, (byte) 0x00, (byte) 0x01, (byte) 0x80, (byte) 0xff, (byte) 0xff, (byte) 0x0f);
    fake.measure(32, (byte) 0x01, (byte) 0xf0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    Burst burst = source.read();
    assertArrayEquals(new double[] {1, -0.5, 15.99609375}, axes(burst, 0), 1e-12);
    assertEquals(-4_095 / 256.0, burst.values(0)[1], 1e-12);
    assertFalse(burst.isAfterGap());
    source.close();
    assertEquals(0, fake.register(Adxl345.POWER_CTL));
    assertFalse(fake.isOpen);
  }

  @Test
  void adxl345TellsOfAnOverflowAsAGap() throws Exception {
    FakeChip fake = new FakeChip.Adxl345Chip();
    SensorSource source = source(Chip.ADXL345, fake, 3_200, 2);
    source.open();
    for (int i = 0; i < 40; i++) {
      fake.measure(32, (byte) i, (byte) 0, (byte) 0, (byte) 0, (byte) 0, (byte) 0);
    }
    Burst burst = source.read();
    assertTrue(burst.isAfterGap());
    assertEquals(32, burst.size());
    assertEquals(8 / 256.0, burst.values(0)[0], 1e-12);
    fake.measure(32, new byte[6]);
    assertFalse(source.read().isAfterGap());
  }

  @Test
  void mpu6050GivesBigEndianCountsOfItsRange() throws Exception {
    FakeChip fake = new FakeChip.Mpu6050Chip();
    SensorSource source = source(Chip.MPU6050, fake, 250, 8);
    source.open();
    assertEquals(3, fake.register(Mpu6050.SMPLRT_DIV));
    assertEquals(2, fake.register(Mpu6050.CONFIG));
    assertEquals(0x10, fake.register(Mpu6050.ACCEL_CONFIG));
    fake.measure(170, (byte) 0x10, (byte) 0, (byte) 0xf0, (byte) 0, (byte) 0x80, (byte) 0);
    assertArrayEquals(new double[] {1, -1, -8}, axes(source.read(), 0), 1e-12);
    source.close();
    assertEquals(Mpu6050.SLEEP, fake.register(Mpu6050.PWR_MGMT_1));
  }

  @Test
  void mpu6050IsEmptiedAfterAnOverflowAndTheGapIsTold() throws Exception {
    FakeChip fake = new FakeChip.Mpu6050Chip();
    SensorSource source = source(Chip.MPU6050, fake, 1_000, 2);
    source.open();
    for (int i = 0; i < 171; i++) {
      fake.measure(170, new byte[6]);
    }
    assertEquals(0, source.read().size());
    fake.measure(170, new byte[6]);
    assertTrue(source.read().isAfterGap());
    fake.measure(170, new byte[6]);
    assertFalse(source.read().isAfterGap());
  }

  @Test
  void adxl355GivesTwentyBits() throws Exception {
    FakeChip.Adxl355Chip fake = new FakeChip.Adxl355Chip();
    SensorSource source = source(Chip.ADXL355, fake, 1_000, 4.096);
    assertEquals(1_048_576, source.open().get(0).fullScaleCounts(), 1e-6);
    assertEquals(2, fake.register(Adxl355.FILTER));
    assertEquals(0x82, fake.register(Adxl355.RANGE));
    assertEquals(0, fake.register(Adxl355.POWER_CTL));
    fake.measureAxes(128_000, -1, -524_288);
    Burst burst = source.read();
    assertArrayEquals(new double[] {1, -1 / 128_000.0, -4.096}, axes(burst, 0), 1e-12);
    assertFalse(burst.isAfterGap());
  }

  @Test
  void adxl355FindsTheFirstAxisAgainAfterLostValues() throws Exception {
    FakeChip.Adxl355Chip fake = new FakeChip.Adxl355Chip();
    SensorSource source = source(Chip.ADXL355, fake, 1_000, 2.048);
    source.open();
    for (int i = 0; i < 32; i++) {
      fake.measureAxes(1_000 + i, 2_000 + i, 3_000 + i);
    }
    fake.fifo.poll();
    fake.isOverrun = true;
    fake.measure(96, new byte[] {0, 0, Adxl355.IS_X});
    Burst burst = source.read();
    assertTrue(burst.isAfterGap());
    assertArrayEquals(
        new double[] {1_001 / 256_000.0, 2_001 / 256_000.0, 3_001 / 256_000.0},
        axes(burst, 0),
        1e-12);
  }

  private String refusal(Chip chip, FakeChip fake, double rateHz, double rangeG) {
    SensorSource source = source(chip, fake, rateHz, rangeG);
    SourceException e = assertThrows(SourceException.class, source::open);
    assertFalse(fake.isOpen);
    return String.valueOf(e.getMessage());
  }

  @Test
  void anotherChipIsNamed() {
    FakeChip adxl345 = new FakeChip.Adxl345Chip();
    adxl345.registers.put(Adxl345.DEVID, 0xff);
    assertEquals(
        "/dev/fake DEVID: 0xff: an ADXL345 says 0xe5", refusal(Chip.ADXL345, adxl345, 100, 2));
    FakeChip mpu = new FakeChip.Mpu6050Chip();
    mpu.registers.put(Mpu6050.WHO_AM_I, 0x70);
    assertEquals(
        "/dev/fake WHO_AM_I: 0x70: an MPU-6050 says 0x68", refusal(Chip.MPU6050, mpu, 100, 2));
    FakeChip adxl355 = new FakeChip.Adxl355Chip();
    adxl355.registers.put(Adxl355.PARTID, 0);
    assertTrue(
        refusal(Chip.ADXL355, adxl355, 1_000, 2.048).contains("0xad, 0x00: an ADXL355 says"));
  }

  @Test
  void aChipThatFallsSilentOrGoesAwayIsGivenUp() throws Exception {
    FakeChip fake = new FakeChip.Adxl345Chip();
    SensorSource source = source(Chip.ADXL345, fake, 100, 2);
    source.open();
    assertEquals(0, source.read().size());
    clock.advance(3_000_000_000L);
    SourceException e = assertThrows(SourceException.class, source::read);
    assertEquals("/dev/fake: the chip measures no more", e.getMessage());
    fake.isGone = true;
    assertThrows(SourceException.class, source::close);
    assertFalse(fake.isOpen);
  }
}
