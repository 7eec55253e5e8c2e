package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.RegisterBus;

/** [InvenSense MPU-6000 and MPU-6050 register map and descriptions rev. 4.2]. */
final class Mpu6050 implements Accelerometer {
  static final int SMPLRT_DIV = 0x19;
  static final int CONFIG = 0x1a;
  static final int ACCEL_CONFIG = 0x1c;
  static final int FIFO_EN = 0x23;
  static final int INT_STATUS = 0x3a;
  static final int USER_CTRL = 0x6a;
  static final int PWR_MGMT_1 = 0x6b;
  static final int FIFO_COUNT_H = 0x72;
  static final int FIFO_R_W = 0x74;
  static final int WHO_AM_I = 0x75;

  static final int ID = 0x68;
  static final int SLEEP = 0x40;

  /** The clock of the gyroscope is steadier than the inner oscillator [4.28]. */
  static final int CLOCK_GYRO_X = 0x01;

  static final int FIFO_OF_ACCEL = 0x08;
  static final int FIFO_ON = 0x40;
  static final int FIFO_RESET = 0x04;
  static final int OVERFLOW = 0x10;

  /** Bandwidth of the low-pass by DLPF_CFG, from 1 [4.3]; 0 is none that keeps 1 kHz. */
  private static final int[] LOW_PASS_HZ = {184, 94, 44, 21, 10, 5};

  private static final int BYTES = 6;

  private final RegisterBus bus;
  private final int divider;
  private final int range;
  private final byte[] six = new byte[BYTES];
  private boolean hasOverrun;

  Mpu6050(RegisterBus bus, int divider, int range) {
    this.bus = bus;
    this.divider = divider;
    this.range = range;
  }

  @Override
  public void start() throws SourceException {
    int id = bus.read(WHO_AM_I);
    if (id != ID) {
      throw new SourceException(
          bus + " WHO_AM_I", String.format("0x%02x", id), "an MPU-6050 says 0x68");
    }
    bus.write(PWR_MGMT_1, CLOCK_GYRO_X);
    bus.write(CONFIG, lowPass());
    bus.write(SMPLRT_DIV, divider);
    bus.write(ACCEL_CONFIG, range << 3);
    int awake = bus.read(PWR_MGMT_1);
    if (awake != CLOCK_GYRO_X) {
      throw new SourceException(
          bus + " PWR_MGMT_1", String.format("0x%02x", awake), "it does not keep what is written");
    }
    bus.write(FIFO_EN, FIFO_OF_ACCEL);
    empty();
    hasOverrun = false;
  }

  /** The widest that ends below half the rate; what is above would fold. */
  private int lowPass() {
    double halfHz = 500.0 / (1 + divider);
    int config = 1;
    while (config < LOW_PASS_HZ.length && LOW_PASS_HZ[config - 1] > halfHz) {
      config++;
    }
    return config;
  }

  private void empty() throws SourceException {
    bus.write(USER_CTRL, 0);
    bus.write(USER_CTRL, FIFO_RESET);
    bus.write(USER_CTRL, FIFO_ON);
  }

  @Override
  public int waiting() throws SourceException {
    bus.read(FIFO_COUNT_H, six, 2);
    int bytes = ((six[0] & 0xff) << 8) | (six[1] & 0xff);
    // After the count: what overflows later is seen next time, and is behind what we take.
    boolean isOver = (bus.read(INT_STATUS) & OVERFLOW) != 0;
    if (isOver) {
      // Its 1,024 bytes are no whole number of samples: nobody knows where one begins.
      empty();
      hasOverrun = true;
      return -1;
    }
    return bytes / BYTES;
  }

  @Override
  public boolean hasOverrun() {
    boolean had = hasOverrun;
    hasOverrun = false;
    return had;
  }

  @Override
  public boolean take(int[] axes) throws SourceException {
    bus.read(FIFO_R_W, six, BYTES);
    for (int axis = 0; axis < 3; axis++) {
      axes[axis] = (short) ((six[2 * axis] << 8) | (six[2 * axis + 1] & 0xff));
    }
    return true;
  }

  @Override
  public void stop() throws SourceException {
    bus.write(FIFO_EN, 0);
    bus.write(USER_CTRL, 0);
    bus.write(PWR_MGMT_1, SLEEP);
  }

  @Override
  public double gPerCount() {
    return (2 << range) / 32_768.0;
  }
}
