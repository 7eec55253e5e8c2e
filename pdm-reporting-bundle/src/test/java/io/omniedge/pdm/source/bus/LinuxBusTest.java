package io.omniedge.pdm.source.bus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.pdm.source.SourceException;
import io.omniedge.tun.NativeBuffer;
import io.omniedge.tun.linux.libc.Libc;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinuxBusTest {
  private static final long ADDRESS = 0x7f00_0000_0000L;
  private static final int FD = 7;
  private static final int ENXIO = 6;

  private final List<String> calls = new ArrayList<>();
  private ByteBuffer memory = ByteBuffer.allocate(0);
  private int answer;

  /** The calls of these buses, as the kernel's side of them would read the structures. */
  private Libc kernel() {
    return (Libc)
        Proxy.newProxyInstance(
            Libc.class.getClassLoader(),
            new Class<?>[] {Libc.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "open" -> {
                    calls.add("open " + arguments[0]);
                    yield FD;
                  }
                  case "allocate" -> {
                    ByteBuffer direct = ByteBuffer.allocateDirect((int) arguments[0]);
                    memory = direct.duplicate().order(ByteOrder.nativeOrder());
                    yield new NativeBuffer(direct, ADDRESS);
                  }
                  case "ioctl" -> control((long) arguments[1]);
                  case "close" -> {
                    calls.add("close " + arguments[0]);
                    yield 0;
                  }
                  default -> throw new AssertionError(method.getName());
                });
  }

  private int control(long request) {
    if (answer < 0) {
      return answer;
    }
    if (request == LinuxI2c.TRANSFER) {
      i2c((int) (memory.getLong(0) - ADDRESS), memory.getInt(8));
    } else if (request == LinuxSpi.MODE) {
      calls.add("mode " + memory.get(0));
    } else {
      assertEquals(LinuxSpi.TRANSFER, request);
      int out = (int) (memory.getLong(0) - ADDRESS);
      int in = (int) (memory.getLong(8) - ADDRESS);
      int length = memory.getInt(16);
      calls.add(
          String.format(
              "%02x %02x, %d bytes at %d Hz",
              memory.get(out), memory.get(out + 1), length, memory.getInt(20)));
      for (int i = 0; i < length; i++) {
        memory.put(in + i, (byte) (10 * i));
      }
    }
    return 0;
  }

  private void i2c(int messages, int count) {
    for (int i = 0; i < count; i++) {
      int at = messages + i * LinuxI2c.MESSAGE_BYTES;
      int buffer = (int) (memory.getLong(at + 8) - ADDRESS);
      int length = memory.getShort(at + 4);
      if (memory.getShort(at + 2) == LinuxI2c.READ) {
        calls.add("read " + length);
        for (int k = 0; k < length; k++) {
          memory.put(buffer + k, (byte) (k + 1));
        }
      } else {
        StringBuilder bytes = new StringBuilder();
        for (int k = 0; k < length; k++) {
          bytes.append(String.format(" %02x", memory.get(buffer + k)));
        }
        calls.add(String.format("to %02x", memory.getShort(at)) + bytes);
      }
    }
  }

  @Test
  void i2cNamesTheRegisterAndReadsAfterARepeatedStart() throws Exception {
    LinuxI2c bus = new LinuxI2c(new BusAddress.I2c(1, 0x53));
    bus.open(kernel());
    byte[] six = new byte[6];
    bus.read(0x32, six, 6);
    assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6}, six);
    bus.write(0x2d, 0x08);
    bus.close();
    assertEquals(List.of("open /dev/i2c-1", "to 53 32", "read 6", "to 53 2d 08", "close 7"), calls);
  }

  @Test
  void spiSendsTheRegisterFirstAndDropsTheByteThatComesMeanwhile() throws Exception {
    LinuxSpi bus =
        new LinuxSpi(
            new BusAddress.Spi(0, 1),
            new BusAddress.SpiWishes(
                3, 5_000_000, (register, isRead, length) -> register | (isRead ? 0xc0 : 0)));
    bus.open(kernel());
    byte[] two = new byte[2];
    bus.read(0x32, two, 2);
    assertArrayEquals(new byte[] {10, 20}, two);
    bus.write(0x2d, 0x08);
    bus.close();
    assertEquals(
        List.of(
            "open /dev/spidev0.1",
            "mode 3",
            "f2 00, 3 bytes at 5000000 Hz",
            "2d 08, 2 bytes at 5000000 Hz",
            "close 7"),
        calls);
  }

  @Test
  void aChipThatDoesNotAnswerIsNamed() throws Exception {
    LinuxI2c bus = new LinuxI2c(new BusAddress.I2c(1, 0x53));
    bus.open(kernel());
    answer = -ENXIO;
    SourceException e = assertThrows(SourceException.class, () -> bus.read(0x00));
    assertEquals("/dev/i2c-1: 0x53, register 0x00: the kernel says ENXIO (6)", e.getMessage());
  }
}
