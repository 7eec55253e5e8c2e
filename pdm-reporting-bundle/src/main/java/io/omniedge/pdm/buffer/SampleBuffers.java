package io.omniedge.pdm.buffer;

import io.omniedge.gateway.api.data.PointReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The newest samples of all sources, within one budget of memory. Any thread; nothing in it waits
 * longer than for a few microseconds.
 */
public final class SampleBuffers implements PointReader {
  /** What became of a sample. */
  public enum Outcome {
    KEPT,
    DUPLICATE,
    OUT_OF_ORDER,
    NO_ROOM
  }

  /** A name costs memory too; a gateway with more points than this has another task. */
  public static final int MOST_SOURCES = 10_000;

  /** A sample may be so much ahead of our clock: machines have clocks of their own. */
  public static final long AHEAD_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final Map<String, RingBuffer> buffers = new ConcurrentHashMap<>();
  private final MemoryBudget budget;
  private volatile long mostBytes;
  private volatile long spanNanos;

  /**
   * Empty ones.
   *
   * @param mostBytes of all together
   * @param seconds that each reaches back, if there is room
   */
  public SampleBuffers(long mostBytes, long seconds) {
    budget = new MemoryBudget(mostBytes);
    resize(mostBytes, seconds);
  }

  /** Other limits; what is there stays until something new comes in its place. */
  public void resize(long bytes, long seconds) {
    mostBytes = bytes;
    spanNanos = TimeUnit.SECONDS.toNanos(seconds);
    budget.most(bytes);
  }

  /** Of all together. */
  public long mostBytes() {
    return mostBytes;
  }

  /** What is taken of it. */
  public long usedBytes() {
    return budget.usedBytes();
  }

  /** How far they reach back. */
  public long spanSeconds() {
    return TimeUnit.NANOSECONDS.toSeconds(spanNanos);
  }

  /**
   * Adds a sample.
   *
   * @param atNanos when it was taken, since 1970
   * @param nowNanos since 1970
   */
  public Outcome add(String source, long atNanos, double value, long nowNanos) {
    RingBuffer buffer = buffers.get(source);
    RingBuffer.Outcome outcome =
        buffer == null ? RingBuffer.Outcome.RETIRED : buffer.add(atNanos, value, spanNanos);
    if (outcome == RingBuffer.Outcome.RETIRED) {
      buffer = make(source);
      if (buffer == null) {
        return Outcome.NO_ROOM;
      }
      outcome = buffer.add(atNanos, value, spanNanos);
    }
    if (outcome == RingBuffer.Outcome.OLDER
        && buffer != null
        && buffer.newestNanos() - nowNanos > AHEAD_NANOS) {
      // The clock was set back: what came before is of a future that will not be.
      buffer.clear();
      outcome = buffer.add(atNanos, value, spanNanos);
    }
    return switch (outcome) {
      case KEPT -> Outcome.KEPT;
      case DUPLICATE -> Outcome.DUPLICATE;
      case OLDER -> Outcome.OUT_OF_ORDER;
      // Made a moment ago and forgotten already: so it was silent for as long.
      case RETIRED -> Outcome.NO_ROOM;
    };
  }

  private synchronized @Nullable RingBuffer make(String source) {
    RingBuffer there = buffers.get(source);
    if (there != null) {
      return there;
    }
    long bytes = (long) RingBuffer.FIRST_SAMPLES * RingBuffer.BYTES_A_SAMPLE;
    if (buffers.size() >= MOST_SOURCES || !budget.reserve(bytes)) {
      return null;
    }
    RingBuffer made = new RingBuffer(source, budget);
    buffers.put(source, made);
    return made;
  }

  /** Gives back the memory of sources that have been silent for twice the span. */
  public synchronized void forgetSilent(long nowNanos) {
    long before = nowNanos - 2 * spanNanos;
    buffers.values().removeIf(buffer -> forget(buffer, before));
  }

  private boolean forget(RingBuffer buffer, long before) {
    long bytes = buffer.retireIfOlder(before);
    budget.release(bytes);
    return bytes > 0;
  }

  /** The sources that there are, in the order of their names. */
  public List<String> sources() {
    return buffers.keySet().stream().sorted().toList();
  }

  /** What there is of it from then to before then, nanoseconds since 1970. */
  public Samples between(String source, long fromNanos, long toNanos) {
    RingBuffer buffer = buffers.get(source);
    return buffer == null
        ? new Samples(source, new long[0], new double[0])
        : buffer.between(fromNanos, toNanos);
  }

  /** When its newest sample was taken, nanoseconds since 1970; {@link Long#MIN_VALUE} if none. */
  public long newestNanos(String source) {
    RingBuffer buffer = buffers.get(source);
    return buffer == null ? Long.MIN_VALUE : buffer.newestNanos();
  }

  @Override
  public Optional<Double> last(String source) {
    RingBuffer buffer = buffers.get(source);
    double newest = buffer == null ? Double.NaN : buffer.newest();
    return Double.isNaN(newest) ? Optional.empty() : Optional.of(newest);
  }
}
