package io.omniedge.pdm.source.gpio;

import io.omniedge.pdm.source.Backend;
import io.omniedge.pdm.source.Burst;
import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SampleSource;
import io.omniedge.pdm.source.SourceChannel;
import io.omniedge.pdm.source.SourceException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Speed of a shaft by the rising edges of a line, as single values of the channel {@code rpm}. */
public final class GpioSpeedSource implements SampleSource {
  /** An interrupt of the thread is seen after this. */
  private static final int MOST_WAIT_MILLIS = 200;

  private final GpioSpeedSettings settings;
  private final LineEvents line;
  private final PlantClock clock;
  private @Nullable PulseSpeed speed;
  private int sequence;
  private long dueNanos;

  GpioSpeedSource(GpioSpeedSettings settings, LineEvents line, PlantClock clock) {
    this.settings = settings;
    this.line = line;
    this.clock = clock;
  }

  /** By the backend that the settings name; opens nothing yet. */
  public static GpioSpeedSource of(GpioSpeedSettings settings, PlantClock clock) {
    LineEvents line =
        settings.backend() == Backend.PI4J
            ? Pi4jLine.detected(settings, clock)
            : new KernelLine(settings);
    return new GpioSpeedSource(settings, line, clock);
  }

  @Override
  public List<SourceChannel> open() throws SourceException {
    line.open();
    long now = clock.monotonicNanos();
    long stopNanos = Math.round(settings.stopSeconds() * 1e9);
    speed = new PulseSpeed(settings.pulsesPerTurn(), stopNanos, now);
    sequence = 0;
    dueNanos = now;
    return List.of(new SourceChannel("rpm", "1/min", 0, 0, Double.POSITIVE_INFINITY, 0));
  }

  @Override
  public Burst read() throws SourceException, InterruptedException {
    PulseSpeed of = speed;
    if (of == null) {
      throw new IllegalStateException("not open");
    }
    dueNanos = Math.max(dueNanos, clock.monotonicNanos());
    dueNanos += Math.round(settings.everySeconds() * 1e9);
    boolean isAfterGap = false;
    for (long left = left(); left > 0; left = left()) {
      if (Thread.interrupted()) {
        throw new InterruptedException("while waiting for pulses");
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(left) + 1;
      int bytes = line.await((int) Math.min(MOST_WAIT_MILLIS, millis));
      isAfterGap |= take(of, line.events(), bytes);
    }
    long now = clock.monotonicNanos();
    OptionalDouble rpm = of.rpm(now);
    double[][] values = {rpm.isPresent() ? new double[] {rpm.getAsDouble()} : new double[0]};
    return new Burst(values, now, Burst.Stamp.TAKEN, isAfterGap);
  }

  private long left() {
    return dueNanos - clock.monotonicNanos();
  }

  private boolean take(PulseSpeed of, ByteBuffer events, int bytes) {
    boolean isAfterGap = false;
    for (int at = 0; at + LineEvent.BYTES <= bytes; at += LineEvent.BYTES) {
      LineEvent event = LineEvent.read(events, at);
      // The kernel keeps so many events and drops the oldest [gpio-v2-line-event-read.rst].
      if (sequence != 0 && event.sequence() != sequence + 1) {
        of.lost();
        isAfterGap = true;
      }
      sequence = event.sequence();
      if (event.isRising()) {
        of.pulse(event.atNanos());
      }
    }
    return isAfterGap;
  }

  @Override
  public void close() {
    speed = null;
    line.close();
  }
}
