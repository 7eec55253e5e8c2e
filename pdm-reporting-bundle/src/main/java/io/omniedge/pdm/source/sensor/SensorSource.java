package io.omniedge.pdm.source.sensor;

import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.bus.RegisterBus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The three axes of an accelerometer, as the channels {@code x}, {@code y} and {@code z} in g. */
public final class SensorSource implements SampleSource {
  private static final List<String> AXES = List.of("x", "y", "z");

  /** So full the FIFO is when it is read; the rest is for a thread that waits. */
  private static final double FULL = 0.4;

  private static final double MOST_WAIT_SECONDS = 0.1;

  /** A chip that lost its supply forgets that it was to measure. */
  private static final double SILENT_SECONDS = 2;

  private final SensorSettings settings;
  private final RegisterBus bus;
  private final PlantClock clock;
  private final Accelerometer chip;
  private final long roundNanos;
  private final long silentNanos;
  private boolean isOpen;
  private long dueNanos;
  private long lastNanos;

  SensorSource(SensorSettings settings, RegisterBus bus, PlantClock clock) {
    this.settings = settings;
    this.bus = bus;
    this.clock = clock;
    chip = settings.chip().at(bus, settings);
    double seconds = FULL * settings.chip().fifoSamples() / settings.rateHz();
    roundNanos = Math.round(Math.min(MOST_WAIT_SECONDS, seconds) * 1e9);
    silentNanos = Math.round(Math.max(SILENT_SECONDS, 10 / settings.rateHz()) * 1e9);
  }

  /** By the bus and the backend that the settings name; opens nothing yet. */
  public static SensorSource of(SensorSettings settings, PlantClock clock) {
    return new SensorSource(settings, settings.chip().bus(settings), clock);
  }

  @Override
  public List<SourceChannel> open() throws SourceException {
    isOpen = true;
    try {
      bus.open();
      chip.start();
    } catch (SourceException | RuntimeException e) {
      bus.close();
      isOpen = false;
      throw e;
    }
    dueNanos = clock.monotonicNanos();
    lastNanos = dueNanos;
    List<SourceChannel> channels = new ArrayList<>();
    for (String axis : AXES) {
      channels.add(
          new SourceChannel(
              axis,
              "g",
              settings.rateHz(),
              -settings.rangeG(),
              settings.rangeG(),
              2 * settings.rangeG() / chip.gPerCount()));
    }
    return channels;
  }

  @Override
  public Burst read() throws SourceException, InterruptedException {
    if (!isOpen) {
      throw new IllegalStateException("not open");
    }
    dueNanos = Math.max(dueNanos, clock.monotonicNanos() - roundNanos) + roundNanos;
    clock.sleepUntil(dueNanos);
    int waiting = chip.waiting();
    // The last of them was there when it told so.
    long now = clock.monotonicNanos();
    if (waiting <= 0) {
      if (now - lastNanos > silentNanos) {
        throw new SourceException(bus.toString(), "", "the chip measures no more");
      }
      return new Burst(new double[3][0], now, Burst.Stamp.ARRIVED, false);
    }
    lastNanos = now;
    double[][] values = new double[3][waiting];
    int[] axes = new int[3];
    int taken = 0;
    for (; taken < waiting && chip.take(axes); taken++) {
      for (int axis = 0; axis < 3; axis++) {
        values[axis][taken] = axes[axis] * chip.gPerCount();
      }
    }
    for (int axis = 0; axis < 3; axis++) {
      values[axis] = Arrays.copyOf(values[axis], taken);
    }
    return new Burst(values, now, Burst.Stamp.ARRIVED, chip.hasOverrun());
  }

  @Override
  public void close() throws SourceException {
    if (!isOpen) {
      return;
    }
    isOpen = false;
    try {
      chip.stop();
    } finally {
      bus.close();
    }
  }
}
