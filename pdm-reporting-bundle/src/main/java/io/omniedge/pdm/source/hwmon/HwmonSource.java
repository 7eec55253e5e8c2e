package io.omniedge.pdm.source.hwmon;

import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.DeviceFile;
import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A sensor of the board, asked from time to time; single values. */
public final class HwmonSource implements SampleSource {
  /** Where the kernel tells of chips. */
  public static final Path CHIPS = Path.of("/sys/class/hwmon");

  private static final String INPUT = "_input";

  /** Kinds of sensors, and from the kernel's steps to a unit [sysfs-interface]. */
  private enum Kind {
    TEMP("°C", 1e-3),
    FAN("rpm", 1),
    IN("V", 1e-3),
    CURR("A", 1e-3),
    POWER("W", 1e-6),
    HUMIDITY("%", 1e-3);

    final String unit;
    final double factor;

    Kind(String unit, double factor) {
      this.unit = unit;
      this.factor = factor;
    }
  }

  private record Sensor(DeviceFile input, Kind kind) {}

  private final HwmonSettings settings;
  private final Path chips;
  private final PlantClock clock;
  private @Nullable Sensor sensor;
  private long dueNanos;

  /** Opens nothing yet. */
  public HwmonSource(HwmonSettings settings, Path chips, PlantClock clock) {
    this.settings = settings;
    this.chips = chips;
    this.clock = clock;
  }

  @Override
  public List<SourceChannel> open() throws SourceException {
    Sensor found = find();
    found.input.number();
    sensor = found;
    dueNanos = clock.monotonicNanos();
    String name = found.kind.name().toLowerCase(Locale.ROOT);
    return List.of(
        new SourceChannel(
            name, found.kind.unit, 0, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0));
  }

  private Sensor find() throws SourceException {
    List<Sensor> found = new ArrayList<>();
    TreeSet<String> there = new TreeSet<>();
    for (Path chip : DeviceFile.in(chips, "hwmon")) {
      String name = new DeviceFile(chip.resolve("name")).find().orElse("");
      boolean isWanted =
          settings.chip().equals(name)
              || settings.chip().equals(String.valueOf(chip.getFileName()));
      for (Kind kind : Kind.values()) {
        for (Path input : DeviceFile.in(chip, kind.name().toLowerCase(Locale.ROOT))) {
          String file = String.valueOf(input.getFileName());
          if (!file.endsWith(INPUT)) {
            continue;
          }
          String number = file.substring(0, file.length() - INPUT.length());
          String label = new DeviceFile(chip.resolve(number + "_label")).find().orElse("");
          there.add(DeviceFile.shown(name + " " + number + (label.isEmpty() ? "" : " " + label)));
          if (isWanted && (settings.sensor().equals(number) || settings.sensor().equals(label))) {
            found.add(new Sensor(new DeviceFile(input), kind));
          }
        }
      }
    }
    if (found.size() != 1) {
      throw new SourceException(
          chips.toString(),
          settings.chip() + " " + settings.sensor(),
          (found.isEmpty() ? "there is no such sensor" : "several are so called")
              + "; there are "
              + there);
    }
    return found.get(0);
  }

  @Override
  public Burst read() throws SourceException, InterruptedException {
    Sensor from = sensor;
    if (from == null) {
      throw new IllegalStateException("not open");
    }
    clock.sleepUntil(dueNanos);
    // After a pause, as of a machine that slept, none is made up for.
    dueNanos =
        Math.max(dueNanos, clock.monotonicNanos()) + Math.round(settings.everySeconds() * 1e9);
    return Burst.single(from.input.number() * from.kind.factor, clock.monotonicNanos());
  }

  @Override
  public void close() {
    sensor = null;
  }
}
