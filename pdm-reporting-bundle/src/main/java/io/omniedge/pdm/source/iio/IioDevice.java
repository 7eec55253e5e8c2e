package io.omniedge.pdm.source.iio;

import io.omniedge.pdm.source.DeviceFile;
import io.omniedge.pdm.source.SourceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A device in sysfs, and what was written there: {@link #restore} puts all back, the last first.
 * One thread.
 */
final class IioDevice {
  private static final String PREFIX = "iio:device";

  /** A device that rounds the rate is well; one that takes another is not what was asked for. */
  private static final double MOST_RATE_OFF = 0.05;

  private record Before(DeviceFile file, String text) {}

  private final Path devices;
  private final Path folder;
  private final Deque<Before> written = new ArrayDeque<>();

  private IioDevice(Path devices, Path folder) {
    this.devices = devices;
    this.folder = folder;
  }

  /** The device with this name, label or folder. */
  static IioDevice find(Path devices, String wanted) throws SourceException {
    List<Path> found = new ArrayList<>();
    TreeSet<String> names = new TreeSet<>();
    for (Path each : DeviceFile.in(devices, PREFIX)) {
      String name = new DeviceFile(each.resolve("name")).find().orElse("");
      String label = new DeviceFile(each.resolve("label")).find().orElse("");
      names.add(DeviceFile.shown(name));
      if (wanted.equals(name)
          || wanted.equals(label)
          || wanted.equals(String.valueOf(each.getFileName()))) {
        found.add(each);
      }
    }
    if (found.size() == 1) {
      return new IioDevice(devices, found.get(0));
    }
    throw new SourceException(
        devices.toString(),
        wanted,
        found.isEmpty()
            ? "there is no such device; there are " + names
            : "several devices have this name: use the label or " + PREFIX + "N");
  }

  Path folder() {
    return folder;
  }

  Path scanElements() {
    return folder.resolve("scan_elements");
  }

  /** Its character device has the same name. */
  Path node(Path dev) {
    return dev.resolve(String.valueOf(folder.getFileName()));
  }

  DeviceFile file(String name) {
    return new DeviceFile(folder.resolve(name));
  }

  void set(DeviceFile file, String text) throws SourceException {
    String before = file.text();
    if (!before.equals(text)) {
      written.push(new Before(file, before));
      file.write(text + "\n");
    }
  }

  /** Puts all back; goes on after a failure and tells the first. */
  void restore() throws SourceException {
    SourceException first = null;
    for (Before before = written.poll(); before != null; before = written.poll()) {
      try {
        // A line that is empty unsets a trigger; no line at all would not be seen.
        before.file.write(before.text + "\n");
      } catch (SourceException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw first;
    }
  }

  /** Follows the trigger with this name. */
  void follow(String trigger) throws SourceException {
    TreeSet<String> names = new TreeSet<>();
    for (Path each : DeviceFile.in(devices, "trigger")) {
      names.add(new DeviceFile(each.resolve("name")).find().orElse(""));
    }
    DeviceFile current = file("trigger/current_trigger");
    if (!names.contains(trigger)) {
      throw new SourceException(
          current.path().toString(), trigger, "there is no such trigger; there are " + names);
    }
    set(current, trigger);
  }

  /**
   * Sets the rate, if one is wanted.
   *
   * @return the one that it has now
   */
  double rate(String channel, double wantedHz) throws SourceException {
    Optional<DeviceFile> found = rateFile(channel);
    if (found.isEmpty()) {
      if (wantedHz > 0) {
        return wantedHz;
      }
      throw new SourceException(
          folder.toString(), "", "neither it nor its trigger tells its rate: set rateHz");
    }
    DeviceFile file = found.get();
    if (wantedHz > 0 && file.number() != wantedHz) {
      set(file, wantedHz == Math.rint(wantedHz) ? "" + (long) wantedHz : Double.toString(wantedHz));
    }
    double rate = file.number();
    if (!(rate > 0)) {
      throw new SourceException(file.path().toString(), "" + rate, "it is no rate");
    }
    if (wantedHz > 0 && Math.abs(rate - wantedHz) > MOST_RATE_OFF * wantedHz) {
      throw new SourceException(
          file.path().toString(), "" + rate, "it was set to " + wantedHz + available(file));
    }
    return rate;
  }

  private static String available(DeviceFile rate) throws SourceException {
    return new DeviceFile(Path.of(rate.path() + "_available"))
        .find()
        .map(text -> "; there are " + DeviceFile.shown(text))
        .orElse("");
  }

  private Optional<DeviceFile> rateFile(String channel) throws SourceException {
    DeviceFile own = file("sampling_frequency");
    if (own.find().isPresent()) {
      return Optional.of(own);
    }
    Optional<DeviceFile> ofChannel = ScanElement.file(folder, channel, "sampling_frequency");
    if (ofChannel.isPresent()) {
      return ofChannel;
    }
    String trigger = file("trigger/current_trigger").find().orElse("");
    for (Path each : DeviceFile.in(devices, "trigger")) {
      Path file = each.resolve("sampling_frequency");
      if (new DeviceFile(each.resolve("name")).find().orElse("").equals(trigger)
          && Files.exists(file)) {
        return Optional.of(new DeviceFile(file));
      }
    }
    return Optional.empty();
  }
}
