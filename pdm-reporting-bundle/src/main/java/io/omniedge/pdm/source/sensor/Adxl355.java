package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.RegisterBus;

/** [Analog Devices ADXL354/ADXL355 rev. C], register map on page 33. */
final class Adxl355 implements Accelerometer {
  static final int DEVID_AD = 0x00;
  static final int PARTID = 0x02;
  static final int STATUS = 0x04;
  static final int FIFO_ENTRIES = 0x05;
  static final int FIFO_DATA = 0x11;
  static final int FILTER = 0x28;
  static final int RANGE = 0x2c;
  static final int POWER_CTL = 0x2d;

  static final int ANALOG_DEVICES = 0xad;

  /** 355 in octal. */
  static final int ID = 0xed;

  static final int STANDBY = 0x01;
  static final int MEASURE = 0x00;
  static final int OVERRUN = 0x04;
  static final int RANGE_BITS = 0x03;

  /** 3.906 Hz: 4,000 halved so often. */
  static final int SLOWEST = 10;

  /** Of the lowest byte of a FIFO value. */
  static final int IS_X = 0x01;

  static final int IS_EMPTY = 0x02;

  private static final int AXIS_BYTES = 3;
  private static final int BYTES = 3 * AXIS_BYTES;

  private final RegisterBus bus;
  private final int rate;
  private final int range;
  private final byte[] nine = new byte[BYTES];
  private boolean hasOverrun;

  /** That were in the FIFO when it was asked, and are not taken. */
  private int values;

  Adxl355(RegisterBus bus, int rate, int range) {
    this.bus = bus;
    this.rate = rate;
    this.range = range;
  }

  @Override
  public void start() throws SourceException {
    int maker = bus.read(DEVID_AD);
    int id = bus.read(PARTID);
    if (maker != ANALOG_DEVICES || id != ID) {
      throw new SourceException(
          bus + " DEVID_AD, PARTID",
          String.format("0x%02x, 0x%02x", maker, id),
          "an ADXL355 says 0xad, 0xed");
    }
    bus.write(POWER_CTL, STANDBY);
    bus.write(FILTER, rate);
    // The rest of it is about I2C and interrupts, and stays.
    int rest = bus.read(RANGE) & ~RANGE_BITS;
    bus.write(RANGE, rest | (range + 1));
    int kept = bus.read(FILTER);
    if (kept != rate) {
      throw new SourceException(
          bus + " FILTER", String.format("0x%02x", kept), "it does not keep what is written");
    }
    bus.write(POWER_CTL, MEASURE);
    hasOverrun = false;
  }

  @Override
  public int waiting() throws SourceException {
    // Reading it clears it.
    hasOverrun |= (bus.read(STATUS) & OVERRUN) != 0;
    values = bus.read(FIFO_ENTRIES) & 0x7f;
    return values / 3;
  }

  @Override
  public boolean hasOverrun() {
    boolean had = hasOverrun;
    hasOverrun = false;
    return had;
  }

  @Override
  public boolean take(int[] axes) throws SourceException {
    if (values < 3) {
      return false;
    }
    bus.read(FIFO_DATA, nine, BYTES);
    values -= 3;
    int shift = 0;
    while (shift < 3 && (nine[AXIS_BYTES * shift + 2] & IS_X) == 0) {
      shift++;
    }
    if (shift == 3 || hasEmpty()) {
      throw new SourceException(
          bus + " FIFO_DATA", "", "no sample begins where one must: its FIFO was disturbed");
    }
    if (shift > 0) {
      // It dropped single values: the rest of this sample is the first part of the next read.
      System.arraycopy(nine, AXIS_BYTES * shift, nine, 0, BYTES - AXIS_BYTES * shift);
      hasOverrun = true;
      if (values < shift) {
        return false;
      }
      values -= shift;
      byte[] missing = new byte[AXIS_BYTES * shift];
      bus.read(FIFO_DATA, missing, missing.length);
      System.arraycopy(missing, 0, nine, BYTES - missing.length, missing.length);
    }
    for (int axis = 0; axis < 3; axis++) {
      int at = AXIS_BYTES * axis;
      int bits = (nine[at] << 24) | ((nine[at + 1] & 0xff) << 16) | ((nine[at + 2] & 0xf0) << 8);
      axes[axis] = bits >> 12;
    }
    return true;
  }

  private boolean hasEmpty() {
    return ((nine[2] | nine[5] | nine[8]) & IS_EMPTY) != 0;
  }

  @Override
  public void stop() throws SourceException {
    bus.write(POWER_CTL, STANDBY);
  }

  @Override
  public double gPerCount() {
    return (1 << range) / 256_000.0;
  }
}
