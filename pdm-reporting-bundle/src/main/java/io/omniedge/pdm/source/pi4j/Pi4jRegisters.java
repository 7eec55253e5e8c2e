package io.omniedge.pdm.source.pi4j;

import com.pi4j.context.Context;
import com.pi4j.io.i2c.I2C;
import com.pi4j.io.spi.Spi;
import com.pi4j.io.spi.SpiBus;
import com.pi4j.io.spi.SpiChipSelect;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.pi4j.Pi4jBus.Registers;

/** Registers by Pi4J's I2C and SPI; loads Pi4J. */
public final class Pi4jRegisters {
  private Pi4jRegisters() {}

  /**
   * Opens.
   *
   * @param context which is shut down with the registers, or at once if they cannot be opened
   */
  public static Registers open(Context context, BusAddress where, BusAddress.SpiWishes wishes) {
    try {
      return where instanceof BusAddress.I2c i2c
          ? new OfI2c(context, i2c)
          : new OfSpi(context, (BusAddress.Spi) where, wishes);
    } catch (RuntimeException e) {
      context.shutdown();
      throw e;
    }
  }

  private static final class OfI2c implements Registers {
    private final Context context;
    private final I2C i2c;

    OfI2c(Context context, BusAddress.I2c where) {
      this.context = context;
      i2c =
          context.create(
              I2C.newConfigBuilder(context).bus(where.bus()).device(where.address()).build());
    }

    @Override
    public int read(int register, byte[] into, int length) {
      return i2c.readRegister(register, into, 0, length);
    }

    @Override
    public int write(int register, int value) {
      return i2c.writeRegister(register, (byte) value);
    }

    @Override
    public void close() {
      context.shutdown();
    }
  }

  private static final class OfSpi implements Registers {
    private final Context context;
    private final BusAddress.SpiWishes wishes;
    private final Spi spi;

    OfSpi(Context context, BusAddress.Spi where, BusAddress.SpiWishes wishes) {
      this.context = context;
      this.wishes = wishes;
      SpiBus bus = SpiBus.getByNumber(where.bus());
      SpiChipSelect select = SpiChipSelect.getByNumber(where.chipSelect());
      if (bus == null || select == null) {
        throw new IllegalArgumentException("it knows no such bus or chip select");
      }
      spi =
          context.create(
              Spi.newConfigBuilder(context)
                  .bus(bus)
                  .chipSelect(select)
                  // Some plugins take the chip select from here.
                  .address(where.chipSelect())
                  .mode(wishes.mode())
                  .baud(wishes.hertz())
                  .build());
    }

    @Override
    public int read(int register, byte[] into, int length) {
      byte[] in = new byte[length + 1];
      int moved = transfer(register, true, length, new byte[length + 1], in);
      System.arraycopy(in, 1, into, 0, length);
      return moved < 0 ? moved : length;
    }

    @Override
    public int write(int register, int value) {
      return transfer(register, false, 1, new byte[] {0, (byte) value}, new byte[2]);
    }

    /** Negative if it failed; plugins do not agree on what else they give. */
    private int transfer(int register, boolean isRead, int length, byte[] out, byte[] in) {
      out[0] = (byte) wishes.firstByte().of(register, isRead, length);
      return spi.transfer(out, 0, in, 0, out.length);
    }

    @Override
    public void close() {
      context.shutdown();
    }
  }
}
