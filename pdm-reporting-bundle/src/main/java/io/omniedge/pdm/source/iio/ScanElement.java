package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.DeviceFile;
import io.omniedge.pdm.source.SourceException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A channel of a device that can be in a scan.
 *
 * @param name as in_accel_x
 * @param index its place among the others
 * @param type how it lies there
 */
record ScanElement(String name, int index, ScanType type) {
  private static final int MOST_INDEX = 1 << 16;

  /** {@code in_accel_x} and {@code in_voltage0} share files with their kind. */
  private static final Pattern OWN = Pattern.compile("\\d+(?=_|-|$)|_[a-z]+$");

  /** Reads what the kernel tells of it. */
  static ScanElement read(Path scanElements, String name) throws SourceException {
    Path typeFile = scanElements.resolve(name + "_type");
    DeviceFile index = new DeviceFile(scanElements.resolve(name + "_index"));
    double number = index.number();
    if (number != Math.rint(number) || number < 0 || number > MOST_INDEX) {
      throw new SourceException(index.path().toString(), "" + number, "it is no index");
    }
    try {
      return new ScanElement(name, (int) number, ScanType.parse(new DeviceFile(typeFile).text()));
    } catch (IllegalArgumentException e) {
      throw new SourceException(typeFile.toString(), String.valueOf(e.getMessage()), e);
    }
  }

  /** A number about it, of its own or of its kind: {@code scale}, {@code offset}. */
  double about(Path device, String what, double otherwise) throws SourceException {
    Optional<DeviceFile> file = file(device, name, what);
    return file.isEmpty() ? otherwise : file.get().number();
  }

  /** A file about a channel, or about all of its kind. */
  static Optional<DeviceFile> file(Path device, String channel, String what)
      throws SourceException {
    for (String owner : new String[] {channel, OWN.matcher(channel).replaceAll("")}) {
      DeviceFile file = new DeviceFile(device.resolve(owner + "_" + what));
      if (file.find().isPresent()) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /** What the kernel gives after scale and offset, and what people call it. */
  enum Kind {
    ACCEL("m/s2", 1),
    ANGLVEL("rad/s", 1),
    MAGN("Gs", 1),
    VOLTAGE("V", 1e-3),
    CURRENT("A", 1e-3),
    TEMP("°C", 1e-3),
    PRESSURE("kPa", 1),
    HUMIDITYRELATIVE("%", 1e-3),
    OTHER("", 1);

    final String unit;
    final double factor;

    Kind(String unit, double factor) {
      this.unit = unit;
      this.factor = factor;
    }
  }

  /** [Documentation/ABI/testing/sysfs-bus-iio]: mV, mA and m°C become V, A and °C. */
  Kind kind() {
    for (Kind kind : Kind.values()) {
      if (name.startsWith("in_" + kind.name().toLowerCase(java.util.Locale.ROOT))) {
        return kind;
      }
    }
    return Kind.OTHER;
  }
}
