package io.omniedge.pdm.source.gpio;

import io.omniedge.pdm.source.PlantClock;
import io.omniedge.pdm.source.SourceException;
import io.omniedge.pdm.source.pi4j.Pi4jBus;
import io.omniedge.pdm.source.pi4j.Pi4jContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line by Pi4J. Its events have no time, so an edge is stamped when it is told: later than it was
 * by what Pi4J and the scheduler take. One thread, and Pi4J's for the edges.
 */
final class Pi4jLine implements LineEvents {
  /** What comes in the longest wait at 5,000 pulses a second. */
  private static final int KEPT_EVENTS = 1_024;

  private static final int READ_EVENTS = 64;

  private final GpioSpeedSettings settings;
  private final PlantClock clock;
  private final Connection connection;
  private final ByteBuffer events = ByteBuffer.allocate(READ_EVENTS * LineEvent.BYTES);
  private final Deque<LineEvent> waiting = new ArrayDeque<>();
  private int sequence;
  private @Nullable Runnable giveBack;

  /** Connects with Pi4J. */
  @FunctionalInterface
  interface Connection {
    Runnable open(GpioSpeedSettings settings, Runnable rising);
  }

  Pi4jLine(GpioSpeedSettings settings, PlantClock clock, Connection connection) {
    this.settings = settings;
    this.clock = clock;
    this.connection = connection;
  }

  /** By what Pi4J finds on this gateway. */
  static Pi4jLine detected(GpioSpeedSettings settings, PlantClock clock) {
    return new Pi4jLine(
        settings, clock, (of, rising) -> Pi4jInput.open(Pi4jContext.detected(), of, rising));
  }

  @Override
  public void open() throws SourceException {
    synchronized (waiting) {
      waiting.clear();
      sequence = 0;
    }
    giveBack =
        Pi4jBus.opened("line " + settings.line(), () -> connection.open(settings, this::rising));
  }

  private void rising() {
    long now = clock.monotonicNanos();
    synchronized (waiting) {
      if (waiting.size() == KEPT_EVENTS) {
        waiting.remove(); // as the kernel: a number is missing then
      }
      waiting.add(new LineEvent(now, true, ++sequence));
    }
  }

  @Override
  public int await(int millis) throws InterruptedException {
    int bytes = take();
    if (bytes == 0) {
      // Edges have their time already: nobody has to be woken for them.
      clock.sleepUntil(clock.monotonicNanos() + TimeUnit.MILLISECONDS.toNanos(millis));
      bytes = take();
    }
    return bytes;
  }

  private int take() {
    ByteBuffer host = events.duplicate().order(ByteOrder.nativeOrder());
    int at = 0;
    synchronized (waiting) {
      for (; at < events.capacity() && !waiting.isEmpty(); at += LineEvent.BYTES) {
        waiting.remove().write(host, at);
      }
    }
    return at;
  }

  @Override
  public ByteBuffer events() {
    return events;
  }

  @Override
  public void close() {
    Runnable open = giveBack;
    giveBack = null;
    if (open != null) {
      open.run();
    }
  }
}
