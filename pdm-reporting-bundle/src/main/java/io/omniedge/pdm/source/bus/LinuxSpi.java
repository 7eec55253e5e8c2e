package io.omniedge.pdm.source.bus;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Registers of a chip at SPI by {@code SPI_IOC_MESSAGE} [include/uapi/linux/spi/spidev.h].
 *
 * <pre>
 *   struct spi_ioc_transfer: tx_buf u64 | 8 rx_buf u64 | 16 len u32 | 20 speed_hz u32
 *                            24 delay_usecs u16 | 26 bits_per_word u8 | 27 … 31 zero
 * </pre>
 */
final class LinuxSpi implements RegisterBus {
  /** {@code SPI_IOC_MESSAGE(1)}: _IOW('k', 0, char[32]). */
  static final long TRANSFER = 0x40206B00L;

  /** {@code SPI_IOC_WR_MODE}: _IOW('k', 1, __u8). */
  static final long MODE = 0x40016B01L;

  private static final int OUT = 64;
  private static final int MOST_BYTES = 1_024;
  private static final int IN = OUT + MOST_BYTES;

  private final BusAddress.Spi where;
  private final BusAddress.SpiWishes wishes;
  private @Nullable NativeFile file;
  private @Nullable NativeBuffer memory;

  LinuxSpi(BusAddress.Spi where, BusAddress.SpiWishes wishes) {
    this.where = where;
    this.wishes = wishes;
  }

  @Override
  public void open() throws SourceException {
    open(NativeFile.system(where.toString()));
  }

  void open(Libc libc) throws SourceException {
    NativeFile opened = NativeFile.open(libc, where.toString());
    file = opened;
    NativeBuffer area = libc.allocate(IN + MOST_BYTES);
    memory = area;
    area.bytes().put(0, (byte) wishes.mode());
    opened.control(MODE, area.address(), "mode " + wishes.mode());
  }

  @Override
  public void read(int register, byte[] into, int length) throws SourceException {
    NativeBuffer area = transfer(register, true, 0, length);
    area.bytes().get(IN + 1, into, 0, length);
  }

  @Override
  public void write(int register, int value) throws SourceException {
    transfer(register, false, value, 1);
  }

  private NativeBuffer transfer(int register, boolean isRead, int value, int length)
      throws SourceException {
    NativeFile to = file;
    NativeBuffer area = memory;
    if (to == null || area == null) {
      throw new IllegalStateException("not open");
    }
    if (length >= MOST_BYTES) {
      throw new IllegalArgumentException(length + " bytes");
    }
    ByteBuffer host = area.bytes().duplicate().order(ByteOrder.nativeOrder());
    host.put(OUT, (byte) wishes.firstByte().of(register, isRead, length));
    host.put(OUT + 1, (byte) value);
    host.putLong(0, area.address() + OUT);
    host.putLong(8, area.address() + IN);
    host.putInt(16, length + 1);
    host.putInt(20, wishes.hertz());
    host.putLong(24, 0);
    to.control(TRANSFER, area.address(), String.format("register 0x%02x", register));
    return area;
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
