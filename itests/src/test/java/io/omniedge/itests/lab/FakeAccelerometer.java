package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * An accelerometer of industrial I/O as the kernel shows one: a folder as /sys/bus, and a pipe as
 * its character device, which only the programs see that {@link #launcher} starts.
 */
public final class FakeAccelerometer implements AutoCloseable {
  /** Samples a second. */
  public static final int RATE_HZ = 2_560;

  private static final String DEVICE = "iio/devices/iio:device0/";
  private static final int SCAN_BYTES = 16;
  private static final double COUNTS_PER_G = 9_806.65;

  private final Path bus;
  private final Path dev;
  private final FileChannel kernel;

  private FakeAccelerometer(Path bus, Path dev, FileChannel kernel) {
    this.bus = bus;
    this.dev = dev;
    this.kernel = kernel;
  }

  /** Makes one for this host. */
  public static FakeAccelerometer of(Host host) throws IOException {
    Path bus = host.folder().resolve("fake/bus");
    Path dev = Files.createDirectories(host.folder().resolve("fake/dev"));
    Map<String, String> files =
        Map.ofEntries(
            Map.entry("name", "adxl355"),
            Map.entry("sampling_frequency", "" + RATE_HZ),
            Map.entry("in_accel_scale", "0.001"),
            Map.entry("current_timestamp_clock", "realtime"),
            Map.entry("buffer/enable", "0"),
            Map.entry("buffer/length", "2"),
            Map.entry("buffer/watermark", "1"),
            Map.entry("scan_elements/in_accel_x_en", "0"),
            Map.entry("scan_elements/in_accel_x_index", "0"),
            Map.entry("scan_elements/in_accel_x_type", "le:s16/16>>0"),
            Map.entry("scan_elements/in_timestamp_en", "0"),
            Map.entry("scan_elements/in_timestamp_index", "1"),
            Map.entry("scan_elements/in_timestamp_type", "le:s64/64>>0"));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = bus.resolve(DEVICE + file.getKey());
      Files.createDirectories(path.resolveSibling("."));
      Files.writeString(path, file.getValue() + "\n");
    }
    Path pipe = dev.resolve("iio:device0");
    host.run("mkfifo", pipe.toString());
    // For both, so that it neither waits for the gateway nor ends with it.
    FileChannel kernel = FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
    return new FakeAccelerometer(bus, dev, kernel);
  }

  /** A command that starts the gateway where it sees this device; the launcher's options follow. */
  public List<String> launcher() {
    return List.of(
        "sh",
        "-ec",
        """
        for each in null zero full random urandom; do
          touch "$1/$each"
          mount --bind "/dev/$each" "$1/$each"
        done
        ln -sfn /proc/self/fd "$1/fd"
        mount --bind "$0" /sys/bus
        mount --rbind "$1" /dev
        shift
        exec "$@"
        """,
        bus.toString(),
        dev.toString(),
        GatewayRuntime.launcher().toString());
  }

  /** What a file of sysfs says. */
  public String says(String file) throws IOException {
    return Files.readString(bus.resolve(DEVICE + file)).strip();
  }

  /** It measures a shaft that is out of balance by so much, and noise, until that is closed. */
  public Shaking shake(double rpm, double amplitudeG) {
    return new Shaking(rpm, amplitudeG);
  }

  /** Scans at the pace of the device, stamped by CLOCK_MONOTONIC as the kernel does. */
  public final class Shaking implements AutoCloseable {
    private static final int ROUND_MILLIS = 50;

    private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
    private final Random random = new Random(7);
    private final long begunNanos = System.nanoTime();
    private final double rpm;
    private final double amplitudeG;
    private int count;

    private Shaking(double rpm, double amplitudeG) {
      this.rpm = rpm;
      this.amplitudeG = amplitudeG;
      Future<?> unused =
          rounds.scheduleAtFixedRate(
              this::round, ROUND_MILLIS, ROUND_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
      int due = (int) ((System.nanoTime() - begunNanos) / 1e9 * RATE_HZ);
      int scansDue = due - count;
      ByteBuffer scans = ByteBuffer.allocate(scansDue * SCAN_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < scansDue; i++, count++) {
        double turn = 2 * Math.PI * rpm / 60 * count / RATE_HZ;
        double g = amplitudeG * Math.sin(turn) + 0.01 * random.nextGaussian();
        scans.position(i * SCAN_BYTES).putShort((short) Math.round(g * COUNTS_PER_G));
        scans.position(i * SCAN_BYTES + 8);
        scans.putLong(begunNanos + Math.round(count * 1e9 / RATE_HZ));
      }
      scans.flip();
      try {
        while (scans.hasRemaining()) {
          kernel.write(scans);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e); // no more rounds
      }
    }

    /** A pipe that nobody reads would hold it up: before the gateway ends. */
    @Override
    public void close() {
      rounds.shutdown();
      Eventually.holds("the last round", rounds::isTerminated);
    }
  }

  @Override
  public void close() throws IOException {
    kernel.close();
  }
}
