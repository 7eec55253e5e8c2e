package io.omniedge.pdm.source.pi4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.pi4j.context.Context;
import com.pi4j.provider.Provider;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.BusAddress;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class Pi4jBusTest {
  private static final BusAddress I2C = new BusAddress.I2c(1, 0x53);
  private static final BusAddress SPI = new BusAddress.Spi(0, 1);
  private static final BusAddress.SpiWishes WISHES =
      new BusAddress.SpiWishes(
          3, 5_000_000, (register, isRead, length) -> register | (isRead ? 0x80 : 0));

  private static Pi4jBus bus(BusAddress where, Context context) {
    return new Pi4jBus(where, () -> Pi4jRegisters.open(context, where, WISHES));
  }

  private static Pi4jBus bus(BusAddress where, Provider<?, ?, ?> provider) {
    return bus(where, Mocks.with(provider));
  }

  @Test
  void registersAtI2cAreReadAndWritten() throws SourceException {
    Pi4jBus bus = bus(I2C, new Mocks.AnsweringI2c(Map.of(0x32, new byte[] {1, -2, 3})));
    bus.open();
    byte[] three = new byte[4];
    bus.read(0x32, three, 3);
    assertArrayEquals(new byte[] {1, -2, 3, 0}, three);
    bus.write(0x2d, 0x88);
    assertEquals(0x88, bus.read(0x2d));
    bus.close();
    assertThrows(IllegalStateException.class, () -> bus.read(0x2d, three, 1));
  }

  @Test
  void chipThatGivesLessIsNamedWithItsRegister() throws SourceException {
    Pi4jBus bus = bus(I2C, new Mocks.AnsweringI2c(Map.of(0x32, new byte[] {1, 2})));
    bus.open();
    SourceException e = assertThrows(SourceException.class, () -> bus.read(0x32, new byte[6], 6));
    assertEquals("/dev/i2c-1 0x53: register 0x32: Pi4J gives 2 of 6 bytes", e.getMessage());
    bus.close();
  }

  @Test
  void firstByteAtSpiNamesTheRegisterAndIsNoAnswer() throws SourceException {
    byte[] answers = {9, 0x11, 0x22};
    Pi4jBus bus = bus(SPI, new Mocks.AnsweringSpi(answers));
    bus.open();
    byte[] two = new byte[2];
    bus.read(0x32, two, 2);
    assertArrayEquals(new byte[] {0x11, 0x22}, two);
    // What the mock gives now is what was sent: the first byte of the read, then zeroes.
    bus.read(0x00, two, 2);
    assertArrayEquals(new byte[] {0, 0}, two);
    bus.write(0x2d, 0x08);
    bus.close();
  }

  @Test
  void closedContextIsShutDown() throws SourceException {
    Context context = Mocks.with(new Mocks.AnsweringI2c(Map.of()));
    Pi4jBus bus = bus(I2C, context);
    bus.open();
    bus.close();
    bus.close();
    assertTrue(context.isShutdown());
  }

  @Test
  void busThatPi4jCannotOpenIsNamedAndNothingStaysOpen() {
    Context context = Mocks.with(new Mocks.AnsweringI2c(Map.of()));
    SourceException e = assertThrows(SourceException.class, () -> bus(SPI, context).open());
    assertTrue(
        String.valueOf(e.getMessage()).startsWith("/dev/spidev0.1: Pi4J says "), e.getMessage());
    assertTrue(context.isShutdown());
    Pi4jBus beyond = bus(new BusAddress.Spi(0, 7), new Mocks.AnsweringSpi(new byte[0]));
    e = assertThrows(SourceException.class, beyond::open);
    assertTrue(String.valueOf(e.getMessage()).contains("no such bus or chip select"));
  }

  /** This class path without Pi4J, as on a gateway without its bundles. */
  @Test
  void withoutPi4jTheMissingBundleIsNamed() throws Exception {
    List<URL> urls = new ArrayList<>();
    for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
      if (!path.contains("pi4j")) {
        urls.add(new File(path).toURI().toURL());
      }
    }
    try (URLClassLoader without =
        new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
      Class<?> where = without.loadClass(BusAddress.class.getName());
      Class<?> wishes = without.loadClass(BusAddress.SpiWishes.class.getName());
      Object i2c =
          without
              .loadClass(BusAddress.I2c.class.getName())
              .getConstructor(int.class, int.class)
              .newInstance(1, 0x53);
      Class<?> busClass = without.loadClass(Pi4jBus.class.getName());
      Object bus = busClass.getMethod("of", where, wishes).invoke(null, i2c, null);
      InvocationTargetException thrown =
          assertThrows(
              InvocationTargetException.class, () -> busClass.getMethod("open").invoke(bus));
      String message = String.valueOf(thrown.getCause());
      assertTrue(
          message.contains(
              "/dev/i2c-1 0x53: backend pi4j needs the bundles of Pi4J, pi4j-core and a plugin"),
          message);
    }
  }
}
