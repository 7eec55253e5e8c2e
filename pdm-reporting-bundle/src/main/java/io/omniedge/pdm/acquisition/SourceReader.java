package io.omniedge.pdm.acquisition;

import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.bus.BusAddress;
import io.omniedge.pdm.source.gpio.GpioSpeedSettings;
import io.omniedge.pdm.source.hwmon.HwmonSettings;
import io.omniedge.pdm.source.iio.IioSettings;
import io.omniedge.pdm.source.sensor.Chip;
import io.omniedge.pdm.source.sensor.SensorSettings;
import io.omniedge.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the list of sources; errors name line, place, value and reason. */
public final class SourceReader {
  private static final int MOST_BYTES = 50_000;
  private static final int MOST_SOURCES = 64;
  private static final int MOST_CHANNELS = 64;
  private static final int MOST_NAME = 100;
  private static final int MOST_PATH = 200;
  private static final int MOST_RATE_HZ = 1_000_000;
  private static final Pattern I2C_ADDRESS = Pattern.compile("0x([0-7][0-9a-fA-F])");
  private static final String DEFAULT = "";

  /** What is a source. */
  private enum Kind {
    IIO,
    HWMON,
    GPIO_SPEED,
    ADXL345,
    MPU6050,
    ADXL355
  }

  private SourceReader() {}

  /**
   * Reads it; a text that is blank has none.
   *
   * @throws ProtocolException if something is wrong with it: then none is taken
   */
  public static List<SourceSettings> read(String yaml) throws ProtocolException {
    if (yaml.isBlank()) {
      return List.of();
    }
    Section root = Section.of(YamlDocument.read(yaml.getBytes(StandardCharsets.UTF_8), MOST_BYTES));
    List<SourceSettings> sources = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section section : root.sections("sources", MOST_SOURCES)) {
      String name = section.text("name", MOST_NAME);
      if (!names.add(name)) {
        throw section.wrong("name", "another source has this name");
      }
      try {
        sources.add(new SourceSettings(name, device(section)));
      } catch (IllegalArgumentException e) {
        throw section.wrong(e);
      }
      section.end();
    }
    root.end();
    return List.copyOf(sources);
  }

  private static SourceSettings.Device device(Section section) throws ProtocolException {
    return switch (section.choice("kind", Kind.class)) {
      case IIO -> new SourceSettings.Iio(iio(section));
      case HWMON ->
          new SourceSettings.Hwmon(
              new HwmonSettings(
                  section.text("chip", MOST_NAME),
                  section.text("sensor", MOST_NAME),
                  section.number("everySeconds", 0.1, 86_400, 10)));
      case GPIO_SPEED -> new SourceSettings.GpioSpeed(gpioSpeed(section));
      case ADXL345 -> new SourceSettings.Sensor(sensor(section, Chip.ADXL345, 16));
      case MPU6050 -> new SourceSettings.Sensor(sensor(section, Chip.MPU6050, 16));
      case ADXL355 -> new SourceSettings.Sensor(sensor(section, Chip.ADXL355, 8.192));
    };
  }

  private static IioSettings iio(Section section) throws ProtocolException {
    String device = section.text("device", MOST_PATH);
    List<IioSettings.Wanted> channels = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (Section each : section.sections("channels", MOST_CHANNELS)) {
      String channel = each.text("channel", MOST_NAME);
      String named = each.optionalText("name", MOST_NAME);
      String name = named == null ? channel : named;
      if (channel.contains("/") || !channel.startsWith("in_")) {
        throw each.wrong("channel", "it must be the kernel's name, as in_accel_x");
      }
      if (!names.add(name)) {
        throw each.wrong("name", "another channel has this name: " + name);
      }
      String unit = each.optionalText("unit", 20);
      channels.add(
          new IioSettings.Wanted(
              channel,
              name,
              each.has("element") ? each.integer("element", 0, 63) : 0,
              each.number("factor", -1e9, 1e9, 1),
              unit == null ? DEFAULT : unit));
      each.end();
    }
    double rateHz = section.number("rateHz", 0.01, MOST_RATE_HZ, 0);
    int scans = section.has("bufferScans") ? section.integer("bufferScans", 2, 1 << 20) : 0;
    return new IioSettings(
        device, channels, rateHz, section.optionalText("trigger", MOST_NAME), scans);
  }

  private static GpioSpeedSettings gpioSpeed(Section section) throws ProtocolException {
    Backend backend = backend(section);
    // Pi4J knows lines by one number.
    String chip = backend == Backend.PI4J ? "" : section.text("chip", MOST_PATH);
    if (backend == Backend.KERNEL && !chip.matches("/dev/[\\x21-\\x7e]+")) {
      throw section.wrong("chip", "it must be a device file, as /dev/gpiochip0");
    }
    GpioSpeedSettings.Bias bias = section.optionalChoice("bias", GpioSpeedSettings.Bias.class);
    return new GpioSpeedSettings(
        backend,
        chip,
        section.integer("line", 0, 65_535),
        section.has("pulsesPerTurn") ? section.integer("pulsesPerTurn", 1, 10_000) : 1,
        section.number("everySeconds", 0.05, 3_600, 1),
        section.number("stopSeconds", 0.1, 3_600, 5),
        bias == null ? GpioSpeedSettings.Bias.AS_IS : bias,
        section.has("debounceMicros") ? section.integer("debounceMicros", 0, 1_000_000) : 0);
  }

  private static SensorSettings sensor(Section section, Chip chip, double rangeG)
      throws ProtocolException {
    BusAddress where =
        section.has("i2cBus")
            ? new BusAddress.I2c(section.integer("i2cBus", 0, 255), i2cAddress(section))
            : new BusAddress.Spi(
                section.integer("spiBus", 0, 255), section.integer("chipSelect", 0, 255));
    return new SensorSettings(
        chip,
        backend(section),
        where,
        section.number("rateHz", 0.01, MOST_RATE_HZ),
        section.number("rangeG", 1, 1_000, rangeG));
  }

  private static Backend backend(Section section) throws ProtocolException {
    Backend backend = section.optionalChoice("backend", Backend.class);
    return backend == null ? Backend.KERNEL : backend;
  }

  private static int i2cAddress(Section section) throws ProtocolException {
    Matcher matcher = I2C_ADDRESS.matcher(section.text("address", 10).toLowerCase(Locale.ROOT));
    if (!matcher.matches()) {
      throw section.wrong("address", "it must be one of seven bits, as 0x53");
    }
    return Integer.parseInt(matcher.group(1), 16);
  }
}
