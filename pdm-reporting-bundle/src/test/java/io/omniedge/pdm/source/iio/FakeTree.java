package io.omniedge.pdm.source.iio;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files as the kernel has them, and a pipe as the character device. */
final class FakeTree {
  final Path devices;
  final Path dev;
  final Path device;

  FakeTree(Path root) throws Exception {
    devices = Files.createDirectories(root.resolve("devices"));
    dev = Files.createDirectories(root.resolve("dev"));
    device = devices.resolve("iio:device0");
    put("name", "adxl345");
    put("label", "pump");
    put("sampling_frequency", "1000");
    put("in_accel_scale", "0.01");
    put("in_accel_y_scale", "0.02");
    put("in_accel_y_offset", "-5");
    put("current_timestamp_clock", "realtime");
    put("trigger/current_trigger", "");
    put("buffer/enable", "0");
    put("buffer/length", "2");
    put("buffer/watermark", "1");
    channel("in_accel_x", 0, "le:s12/16>>4");
    channel("in_accel_y", 1, "be:s16/16>>0");
    channel("in_accel_z", 2, "le:s16/16>>0");
    put("scan_elements/in_accel_z_en", "1");
    channel("in_timestamp", 3, "le:s64/64>>0");
    Files.createDirectories(devices.resolve("trigger0"));
    Files.writeString(devices.resolve("trigger0/name"), "hr0\n");
    Process made =
        new ProcessBuilder("mkfifo", dev.resolve("iio:device0").toString()).inheritIO().start();
    assertEquals(0, made.waitFor());
  }

  void channel(String name, int index, String type) throws IOException {
    put("scan_elements/" + name + "_en", "0");
    put("scan_elements/" + name + "_index", "" + index);
    put("scan_elements/" + name + "_type", type);
  }

  void put(String file, String text) throws IOException {
    Path path = device.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text + "\n");
  }

  String get(String file) throws IOException {
    return Files.readString(device.resolve(file)).strip();
  }

  /** The other end; open for both, so that neither waits for the other. */
  FileChannel kernel() throws IOException {
    return FileChannel.open(
        dev.resolve("iio:device0"), StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  /** All that sysfs says. */
  Map<String, String> all() throws IOException {
    Map<String, String> all = new TreeMap<>();
    try (Stream<Path> files = Files.walk(devices)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        all.put(devices.relativize(file).toString(), Files.readString(file).strip());
      }
    }
    return all;
  }
}
