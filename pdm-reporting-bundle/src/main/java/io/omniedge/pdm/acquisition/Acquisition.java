package io.omniedge.pdm.acquisition;

import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.data.SampleSink;
import io.omniedge.pdm.source.Acquirer;
import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.gpio.GpioSpeedSource;
import io.omniedge.pdm.source.hwmon.HwmonSource;
import io.omniedge.pdm.source.iio.IioSource;
import io.omniedge.pdm.source.sensor.SensorSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads all devices that the operator wants. Any thread. */
public final class Acquisition {
  private final Function<SourceSettings.Device, SampleSource> devices;
  private final PlantClock clock;
  private final Map<SourceSettings, Acquirer> running = new LinkedHashMap<>();
  private final LongAdder unclaimed = new LongAdder();
  private volatile @Nullable SampleSink sink;

  /** Of this machine; reads nothing yet. */
  public Acquisition(PlantClock clock) {
    this(clock, device -> real(device, clock));
  }

  Acquisition(PlantClock clock, Function<SourceSettings.Device, SampleSource> devices) {
    this.clock = clock;
    this.devices = devices;
  }

  private static SampleSource real(SourceSettings.Device device, PlantClock clock) {
    if (device instanceof SourceSettings.Iio iio) {
      return new IioSource(iio.settings(), IioSource.DEVICES, IioSource.DEV, clock);
    }
    if (device instanceof SourceSettings.Hwmon hwmon) {
      return new HwmonSource(hwmon.settings(), HwmonSource.CHIPS, clock);
    }
    if (device instanceof SourceSettings.GpioSpeed speed) {
      return GpioSpeedSource.of(speed.settings(), clock);
    }
    return SensorSource.of(((SourceSettings.Sensor) device).settings(), clock);
  }

  /** From now on samples go there; null while there is nobody. */
  public void into(@Nullable SampleSink to) {
    sink = to;
  }

  private void take(SampleBlock block) {
    SampleSink to = sink;
    if (to == null) {
      unclaimed.add(block.size());
    } else {
      to.take(block);
    }
  }

  /** Reads these from now on; those that are as before go on undisturbed. */
  public synchronized void configure(AcquisitionSettings settings) throws InterruptedException {
    Set<SourceSettings> gone = new HashSet<>(running.keySet());
    gone.removeAll(settings.sources());
    // First, for a new one may want the same device.
    for (SourceSettings each : gone) {
      Acquirer acquirer = running.remove(each);
      if (acquirer != null) {
        acquirer.stop();
      }
    }
    for (SourceSettings each : settings.sources()) {
      if (!running.containsKey(each)) {
        SampleSource source = devices.apply(each.device());
        Acquirer acquirer = new Acquirer(each.name(), source, this::take, clock);
        running.put(each, acquirer);
        acquirer.start();
      }
    }
  }

  /** Why there are no samples, of each source that gives none. */
  public synchronized List<String> problems() {
    List<String> problems = new ArrayList<>();
    running.values().forEach(acquirer -> acquirer.problem().ifPresent(problems::add));
    return problems;
  }

  /** Lines for people. */
  public synchronized String status() {
    StringBuilder status = new StringBuilder();
    status
        .append("acquisition: ")
        .append(running.size())
        .append(" sources, ")
        .append(unclaimed.sum())
        .append(" samples with nobody to take them\n");
    running.values().forEach(acquirer -> status.append(acquirer.status()));
    return status.toString();
  }

  /** Leaves all devices. */
  public void close() throws InterruptedException {
    configure(new AcquisitionSettings(List.of()));
  }
}
