package io.omniedge.pdm.watch;

import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.machine.MachineDefinition;
import io.omniedge.pdm.machine.MeasuringPoint;
import io.omniedge.pdm.report.Acquisition;
import io.omniedge.pdm.store.ClockQuality;
import java.util.DoubleSummaryStatistics;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Cuts blocks out of the buffers: of each point, when its next one is wanted, the newest stretch
 * that is complete. No sample is in two blocks of a point. Nothing is resampled: samples whose
 * times are unsteady keep their values, and their {@link SampleTimes} tell the quality gates. One
 * thread.
 */
public final class BufferSource implements BlockSource {
  /** A speed counts until the next one, and no longer than this. */
  private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** A source that is silent for so much longer than a block takes is a fault. */
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** Megabytes are copied for a look. */
  private static final long AGAIN_MILLIS = 1_000;

  /** After a start or a pause samples take a while to come. */
  private static final long TOLD_MILLIS = 60_000;

  /** What is missing at the begin of a stretch, as share of it: a batch that has not come. */
  private static final double MISSING = 0.01;

  /**
   * As much as can be transformed, 164 s at 25.6 kHz; less with a small heap, for the transforms of
   * a block need some 100 bytes a sample: 20 s with 64 MB.
   */
  private static final int MOST_SAMPLES =
      (int) Math.min(1 << 22, Runtime.getRuntime().maxMemory() / 128);

  private final MachineDefinition machine;
  private final double blockSeconds;
  private final Supplier<@Nullable SampleBuffers> buffers;
  private final ToIntFunction<String> secondsToNext;
  private final Supplier<ClockQuality> clock;
  private final Map<String, Long> takenMillis = new HashMap<>();
  private final Map<String, Long> lookedMillis = new HashMap<>();
  private final Map<String, Long> usedNanos = new HashMap<>();
  private final Map<String, Lack> lacks = new ConcurrentSkipListMap<>();

  /** Since when a point gets no block though one is wanted, and why. */
  private record Lack(long sinceMillis, String why) {}

  /**
   * A source.
   *
   * @param blockSeconds of a block
   * @param buffers null while there are none
   * @param secondsToNext how long until the next block of a point is wanted
   * @param clock what the time of this machine is worth
   */
  public BufferSource(
      MachineDefinition machine,
      double blockSeconds,
      Supplier<@Nullable SampleBuffers> buffers,
      ToIntFunction<String> secondsToNext,
      Supplier<ClockQuality> clock) {
    this.machine = machine;
    this.blockSeconds = blockSeconds;
    this.buffers = buffers;
    this.secondsToNext = secondsToNext;
    this.clock = clock;
  }

  @Override
  public Optional<Block> next(long nowMillis) {
    SampleBuffers from = buffers.get();
    if (from == null) {
      return Optional.empty();
    }
    for (MeasuringPoint point : machine.points()) {
      if (!isDue(takenMillis, point, secondsToNext.applyAsInt(point.name()) * 1_000L, nowMillis)
          || !isDue(lookedMillis, point, AGAIN_MILLIS, nowMillis)) {
        continue;
      }
      lookedMillis.put(point.name(), nowMillis);
      Optional<Block> block = cut(point, from, nowMillis);
      if (block.isPresent()) {
        takenMillis.put(point.name(), nowMillis);
        return block;
      }
    }
    return Optional.empty();
  }

  /** A clock that was set back makes it due as well. */
  private static boolean isDue(
      Map<String, Long> last, MeasuringPoint point, long everyMillis, long nowMillis) {
    Long before = last.get(point.name());
    return before == null || nowMillis - before >= everyMillis || nowMillis < before;
  }

  private Optional<Block> cut(MeasuringPoint point, SampleBuffers buffers, long nowMillis) {
    String source = point.source();
    long newest = buffers.newestNanos(source);
    long nowNanos = TimeUnit.MILLISECONDS.toNanos(nowMillis);
    long blockNanos = (long) (blockSeconds * 1e9);
    if (newest == Long.MIN_VALUE || nowNanos - newest > blockNanos + SILENT_NANOS) {
      return lacks(point, nowMillis, "no samples of " + source + " come");
    }
    long from = newest - blockNanos;
    long used = usedNanos.getOrDefault(point.name(), Long.MIN_VALUE);
    // Not by order: after the clock was set back the newest is before what was used.
    if (from < used && newest >= used) {
      return Optional.empty();
    }
    Samples samples = buffers.between(source, from, newest);
    if (samples.size() < MachineWatch.LEAST_SAMPLES) {
      return lacks(
          point,
          nowMillis,
          samples.size()
              + " samples of "
              + source
              + " in "
              + blockSeconds
              + " s: at least "
              + MachineWatch.LEAST_SAMPLES
              + " are needed");
    }
    if (samples.size() > MOST_SAMPLES) {
      return lacks(
          point,
          nowMillis,
          samples.size()
              + " samples in a block are more than the memory is for: make blockSeconds less");
    }
    if (samples.nanos(0) - from > MISSING * blockNanos) {
      return lacks(
          point,
          nowMillis,
          "the buffers reach back "
              + Math.round((newest - samples.nanos(0)) / 1e8) / 10.0
              + " s for "
              + source
              + " of "
              + blockSeconds
              + " s: it has just begun, or their memory is too small");
    }
    lacks.remove(point.name());
    usedNanos.put(point.name(), newest);
    return Optional.of(block(point, samples, buffers));
  }

  private Optional<Block> lacks(MeasuringPoint point, long nowMillis, String what) {
    Lack before = lacks.get(point.name());
    long since = before == null || before.sinceMillis > nowMillis ? nowMillis : before.sinceMillis;
    lacks.put(point.name(), new Lack(since, what));
    return Optional.empty();
  }

  private Block block(MeasuringPoint point, Samples samples, SampleBuffers buffers) {
    double[] values = new double[samples.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = samples.value(i);
    }
    long first = samples.nanos(0);
    SampleTimes times = SampleTimes.of(samples);
    DoubleSummaryStatistics speeds = speeds(buffers, first, samples.nanos(values.length - 1));
    return new Block(
        point.name(),
        TimeUnit.NANOSECONDS.toMillis(first),
        new Acquisition(times.rateHz(), times.worstRateHz(), Double.NaN, 0, clock.get()),
        speeds.getCount() == 0 ? Double.NaN : speeds.getMin(),
        speeds.getCount() == 0 ? Double.NaN : speeds.getMax(),
        values);
  }

  /** Those from the first sample to the last, and the one that counted when the first came. */
  private DoubleSummaryStatistics speeds(SampleBuffers buffers, long firstNanos, long lastNanos) {
    DoubleSummaryStatistics speeds = new DoubleSummaryStatistics();
    String source = machine.speedSource();
    if (source != null) {
      Samples all = buffers.between(source, firstNanos - HOLD_NANOS, lastNanos + 1);
      for (int i = 0; i < all.size(); i++) {
        boolean isPast = i + 1 < all.size() && all.nanos(i + 1) <= firstNanos;
        if (!isPast) {
          speeds.accept(all.value(i));
        }
      }
    }
    return speeds;
  }

  @Override
  public boolean isDone() {
    return false;
  }

  /** Why points have got no block for a while though one is wanted, by their names. */
  Map<String, String> lacks(long nowMillis) {
    Map<String, String> told = new LinkedHashMap<>();
    lacks.forEach(
        (point, lack) -> {
          if (nowMillis - lack.sinceMillis >= TOLD_MILLIS + 1_000 * blockSeconds) {
            told.put(point, lack.why);
          }
        });
    return told;
  }
}
