package io.omniedge.pdm.source.bus;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Registers of a chip at I2C by {@code I2C_RDWR}: the register is written and, with a repeated
 * start, so many bytes are read [Documentation/i2c/dev-interface].
 *
 * <pre>
 *   struct i2c_rdwr_ioctl_data: msgs pointer | 8 nmsgs u32
 *   struct i2c_msg:             addr u16 | 2 flags u16 | 4 len u16 | 8 buf pointer
 * </pre>
 */
final class LinuxI2c implements RegisterBus {
  static final long TRANSFER = 0x0707;
  static final int MESSAGE_BYTES = 16;
  static final int READ = 1;

  /** The longest of our transfers, a FIFO, is below. */
  private static final int MOST_BYTES = 1_024;

  private static final int MESSAGES = 16;
  private static final int OUT = MESSAGES + 2 * MESSAGE_BYTES;
  private static final int IN = OUT + 16;

  private final BusAddress.I2c where;
  private @Nullable NativeFile file;
  private @Nullable NativeBuffer memory;

  LinuxI2c(BusAddress.I2c where) {
    this.where = where;
  }

  @Override
  public void open() throws SourceException {
    open(NativeFile.system(where.path()));
  }

  void open(Libc libc) throws SourceException {
    file = NativeFile.open(libc, where.path());
    memory = libc.allocate(IN + MOST_BYTES);
  }

  @Override
  public void read(int register, byte[] into, int length) throws SourceException {
    NativeBuffer area = transfer(register, -1, length);
    area.bytes().get(IN, into, 0, length);
  }

  @Override
  public void write(int register, int value) throws SourceException {
    transfer(register, value, 0);
  }

  private NativeBuffer transfer(int register, int value, int length) throws SourceException {
    NativeFile to = file;
    NativeBuffer area = memory;
    if (to == null || area == null) {
      throw new IllegalStateException("not open");
    }
    if (length > MOST_BYTES) {
      throw new IllegalArgumentException(length + " bytes");
    }
    ByteBuffer host = area.bytes().duplicate().order(ByteOrder.nativeOrder());
    host.put(OUT, (byte) register);
    host.put(OUT + 1, (byte) value);
    message(host, MESSAGES, 0, value < 0 ? 1 : 2, area.address() + OUT);
    message(host, MESSAGES + MESSAGE_BYTES, READ, length, area.address() + IN);
    host.putLong(0, area.address() + MESSAGES);
    host.putInt(8, length > 0 ? 2 : 1);
    to.control(
        TRANSFER,
        area.address(),
        String.format("0x%02x, register 0x%02x", where.address(), register));
    return area;
  }

  private void message(ByteBuffer host, int at, int flags, int length, long address) {
    host.putShort(at, (short) where.address());
    host.putShort(at + 2, (short) flags);
    host.putShort(at + 4, (short) length);
    host.putLong(at + 8, address);
  }

  @Override
  public void close() {
    NativeFile open = file;
    file = null;
    memory = null;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public String toString() {
    return where.toString();
  }
}
