package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.RegisterBus;

/** [Analog Devices ADXL345 rev. E], register map on page 23. */
final class Adxl345 implements Accelerometer {
  static final int DEVID = 0x00;
  static final int BW_RATE = 0x2c;
  static final int POWER_CTL = 0x2d;
  static final int INT_SOURCE = 0x30;
  static final int DATA_FORMAT = 0x31;
  static final int DATAX0 = 0x32;
  static final int FIFO_CTL = 0x38;
  static final int FIFO_STATUS = 0x39;

  static final int ID = 0xe5;
  static final int FASTEST = 0x0f;

  /** 25 Hz: 3,200 halved so often. */
  static final int SLOWEST = 7;

  static final int MEASURE = 0x08;
  static final int STANDBY = 0;
  static final int FULL_RESOLUTION = 0x08;
  static final int STREAM = 0x80;
  static final int BYPASS = 0;
  static final int OVERRUN = 0x01;
  static final int ENTRIES = 0x3f;

  /** The FIFO has 32, and one is in the registers. */
  private static final int MOST_ENTRIES = 33;

  /** In full resolution at each range: 256 a g. */
  private static final double G_PER_COUNT = 1.0 / 256;

  private final RegisterBus bus;
  private final int rate;
  private final int range;
  private final byte[] six = new byte[6];
  private boolean hasOverrun;

  Adxl345(RegisterBus bus, int rate, int range) {
    this.bus = bus;
    this.rate = rate;
    this.range = range;
  }

  @Override
  public void start() throws SourceException {
    int id = bus.read(DEVID);
    if (id != ID) {
      throw new SourceException(
          bus + " DEVID", String.format("0x%02x", id), "an ADXL345 says 0xe5");
    }
    bus.write(POWER_CTL, STANDBY);
    bus.write(BW_RATE, FASTEST - rate);
    bus.write(DATA_FORMAT, FULL_RESOLUTION | range);
    bus.write(FIFO_CTL, BYPASS);
    bus.write(FIFO_CTL, STREAM);
    bus.write(POWER_CTL, MEASURE);
    int format = bus.read(DATA_FORMAT);
    if (format != (FULL_RESOLUTION | range)) {
      throw new SourceException(
          bus + " DATA_FORMAT",
          String.format("0x%02x", format),
          "it does not keep what is written");
    }
    hasOverrun = false;
  }

  @Override
  public int waiting() throws SourceException {
    // Before the samples: reading them clears it.
    hasOverrun = (bus.read(INT_SOURCE) & OVERRUN) != 0;
    int entries = bus.read(FIFO_STATUS) & ENTRIES;
    if (entries > MOST_ENTRIES) {
      throw new SourceException(
          bus + " FIFO_STATUS", entries + " entries", "it has none, or it is not there any more");
    }
    return entries;
  }

  @Override
  public boolean hasOverrun() {
    return hasOverrun;
  }

  @Override
  public boolean take(int[] axes) throws SourceException {
    // All six at once, or an axis would be of the sample after.
    bus.read(DATAX0, six, 6);
    for (int axis = 0; axis < 3; axis++) {
      axes[axis] = (short) ((six[2 * axis] & 0xff) | (six[2 * axis + 1] << 8));
    }
    return true;
  }

  @Override
  public void stop() throws SourceException {
    bus.write(POWER_CTL, STANDBY);
  }

  @Override
  public double gPerCount() {
    return G_PER_COUNT;
  }
}
