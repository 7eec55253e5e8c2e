package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.RegisterBus;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** A chip with registers and a FIFO, which loses the oldest sample when it is full. */
abstract class FakeChip implements RegisterBus {
  final Map<Integer, Integer> registers = new HashMap<>();
  final Deque<byte[]> fifo = new ArrayDeque<>();
  boolean isGone;
  boolean isOpen;
  boolean isOverrun;

  /** A sample arrives. */
  void measure(int most, byte... sample) {
    if (fifo.size() == most) {
      fifo.poll();
      isOverrun = true;
    }
    fifo.add(sample);
  }

  @Override
  public void open() throws SourceException {
    require();
    isOpen = true;
  }

  private void require() throws SourceException {
    if (isGone) {
      throw new SourceException("/dev/fake", "", "it does not answer");
    }
  }

  /** What the chip answers. */
  abstract void answer(int register, byte[] into, int length);

  @Override
  public void read(int register, byte[] into, int length) throws SourceException {
    require();
    answer(register, into, length);
  }

  @Override
  public void write(int register, int value) throws SourceException {
    require();
    registers.put(register, value);
  }

  int register(int number) {
    return registers.getOrDefault(number, 0);
  }

  @Override
  public void close() {
    isOpen = false;
  }

  @Override
  public String toString() {
    return "/dev/fake";
  }

  /** [ADXL345]. */
  static final class Adxl345Chip extends FakeChip {
    Adxl345Chip() {
      registers.put(Adxl345.DEVID, Adxl345.ID);
    }

    @Override
    void answer(int register, byte[] into, int length) {
      byte[] first = fifo.peek();
      switch (register) {
        case Adxl345.INT_SOURCE -> into[0] = (byte) (isOverrun ? Adxl345.OVERRUN : 0);
        case Adxl345.FIFO_STATUS -> into[0] = (byte) fifo.size();
        case Adxl345.DATAX0 -> {
          isOverrun = false;
          if (first != null && length == 6) {
            System.arraycopy(fifo.remove(), 0, into, 0, 6);
          }
        }
        default -> into[0] = (byte) register(register);
      }
    }
  }

  /** [MPU-6050]. */
  static final class Mpu6050Chip extends FakeChip {
    Mpu6050Chip() {
      registers.put(Mpu6050.WHO_AM_I, Mpu6050.ID);
    }

    @Override
    public void write(int register, int value) throws SourceException {
      super.write(register, value);
      if (register == Mpu6050.USER_CTRL && (value & Mpu6050.FIFO_RESET) != 0) {
        fifo.clear();
      }
    }

    @Override
    void answer(int register, byte[] into, int length) {
      switch (register) {
        case Mpu6050.INT_STATUS -> {
          into[0] = (byte) (isOverrun ? Mpu6050.OVERFLOW : 0);
          isOverrun = false;
        }
        case Mpu6050.FIFO_COUNT_H -> {
          into[0] = (byte) ((6 * fifo.size()) >> 8);
          into[1] = (byte) (6 * fifo.size());
        }
        case Mpu6050.FIFO_R_W -> System.arraycopy(fifo.remove(), 0, into, 0, 6);
        default -> into[0] = (byte) register(register);
      }
    }
  }

  /** [ADXL355]; its FIFO holds single values. */
  static final class Adxl355Chip extends FakeChip {
    Adxl355Chip() {
      registers.put(Adxl355.DEVID_AD, Adxl355.ANALOG_DEVICES);
      registers.put(Adxl355.PARTID, Adxl355.ID);
      registers.put(Adxl355.RANGE, 0x81);
    }

    @Override
    void answer(int register, byte[] into, int length) {
      switch (register) {
        case Adxl355.STATUS -> {
          into[0] = (byte) (isOverrun ? Adxl355.OVERRUN : 0);
          isOverrun = false;
        }
        case Adxl355.FIFO_ENTRIES -> into[0] = (byte) fifo.size();
        case Adxl355.FIFO_DATA -> {
          for (int at = 0; at < length; at += 3) {
            byte[] value = fifo.isEmpty() ? new byte[] {0, 0, Adxl355.IS_EMPTY} : fifo.remove();
            System.arraycopy(value, 0, into, at, 3);
          }
        }
        default -> into[0] = (byte) register(register);
      }
    }

    void measureAxes(int x, int y, int z) {
      int[] axes = {x, y, z};
      for (int i = 0; i < 3; i++) {
        int stored = (axes[i] << 4) | (i == 0 ? Adxl355.IS_X : 0);
        measure(96, (byte) (stored >> 16), (byte) (stored >> 8), (byte) stored);
      }
    }
  }
}
