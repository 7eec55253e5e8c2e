package io.omniedge.pdm.monitor;

import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.pdm.buffer.SampleBuffers;
import io.omniedge.pdm.buffer.Samples;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives a health reporter the samples of its machines and publishes what it computes:
 *
 * <pre>
 *   {"v":1,"kind":"health-report","at":1780315200000,"stale":false,"report":{...}}
 * </pre>
 *
 * When it fails, or there is none, the last report goes out again, marked as stale, with the time
 * that it is from. {@link #step} belongs to one thread, which waits for the reporter; the other
 * methods are for any.
 */
public final class Monitor {
  private static final long BLOCK_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** Samples of a moment come a little later. */
  private static final long LATE_NANOS = 500_000_000L;

  /** A value counts until the next one, and no longer than this. */
  private static final long HOLD_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** After a pause, as of a machine that slept, no more is made up for. */
  private static final long MOST_BLOCK_NANOS = TimeUnit.SECONDS.toNanos(10);

  private static final int MOST_REPORT_BYTES = 1 << 20;
  private static final Logger LOG = System.getLogger(Monitor.class.getName());

  private final Consumer<byte[]> publish;
  private volatile MonitorSettings settings;
  private volatile @Nullable HealthReporter reporter;
  private volatile @Nullable SampleBuffers buffers;
  private final LongAdder reports = new LongAdder();
  private final LongAdder staleReports = new LongAdder();
  private final LongAdder gaps = new LongAdder();

  // Of the working thread alone.
  private @Nullable HealthReporter configured;
  private @Nullable MonitorSettings configuredSettings;
  private long configuredGeneration;
  private boolean isBroken;
  private long fromNanos;
  private long reportNanos;
  private @Nullable JsonObject last;
  private long lastMillis;

  /** Publishes reports to this. */
  public Monitor(MonitorSettings settings, Consumer<byte[]> publish) {
    this.settings = settings;
    this.publish = publish;
  }

  /** Other settings; the reporter begins anew. */
  public void configure(MonitorSettings wanted) {
    settings = wanted;
  }

  /** From now on by this one; null while there is none. */
  public void by(@Nullable HealthReporter who) {
    reporter = who;
  }

  /** From now on out of these; null while there are none. */
  public void outOf(@Nullable SampleBuffers samples) {
    buffers = samples;
  }

  /** Does what is due. */
  public void step(long nowNanos, long wallNanos) {
    MonitorSettings current = settings;
    HealthReporter who = reporter;
    if (current.actuators().isEmpty()) {
      configuredSettings = null;
      return;
    }
    if (!current.equals(configuredSettings)) {
      reportNanos = nowNanos;
      configured = null;
      last = null;
    }
    configuredSettings = current;
    if (who == null) {
      configured = null;
    } else {
      keepUp(who, current, wallNanos);
      feed(who, current, wallNanos);
    }
    if (nowNanos - reportNanos >= TimeUnit.SECONDS.toNanos(current.reportSeconds())) {
      reportNanos = nowNanos;
      report(who, wallNanos / 1_000_000);
    }
  }

  private void keepUp(HealthReporter who, MonitorSettings current, long wallNanos) {
    long generation = who.generation();
    if (who == configured && generation == configuredGeneration) {
      return;
    }
    configured = who;
    configuredGeneration = generation;
    fromNanos = wallNanos - LATE_NANOS;
    isBroken =
        !succeeds(
            () ->
                who.configure(
                    current.actuators().stream().map(MonitorSettings.Actuator::id).toList(),
                    current.rateHz(),
                    current.reportSeconds(),
                    current.sensitivity()));
  }

  private static boolean succeeds(Runnable task) {
    try {
      task.run();
      return true;
    } catch (RuntimeException e) {
      // A plugin behind it, whose faults are not ours.
      LOG.log(Level.WARNING, "the health reporter fails: " + e);
      return false;
    }
  }

  private void feed(HealthReporter who, MonitorSettings current, long wallNanos) {
    SampleBuffers samples = buffers;
    long to = wallNanos - LATE_NANOS;
    if (samples == null || to - fromNanos < BLOCK_NANOS) {
      return;
    }
    if (to - fromNanos > MOST_BLOCK_NANOS) {
      gaps.increment();
      fromNanos = to - MOST_BLOCK_NANOS;
    }
    int count = (int) ((to - fromNanos) * (double) current.rateHz() / 1e9);
    List<SampleBlock> channels = new ArrayList<>();
    for (MonitorSettings.Actuator actuator : current.actuators()) {
      Samples some = samples.between(actuator.source(), fromNanos - HOLD_NANOS, to + 1);
      Optional<SampleBlock> block = block(some, fromNanos, current.rateHz(), count);
      if (block.isEmpty()) {
        break;
      }
      channels.add(block.get());
    }
    if (channels.size() < current.actuators().size()) {
      gaps.increment();
    } else if (!isBroken) {
      isBroken = !succeeds(() -> who.samples(channels));
    }
    fromNanos += (long) (count * 1e9 / current.rateHz());
  }

  /** Each moment has the last value before it; nothing if one has none. */
  static Optional<SampleBlock> block(Samples samples, long fromNanos, int rateHz, int count) {
    double[] values = new double[count];
    int at = -1;
    for (int i = 0; i < count; i++) {
      long moment = fromNanos + (long) (i * 1e9 / rateHz);
      while (at + 1 < samples.size() && samples.nanos(at + 1) <= moment) {
        at++;
      }
      if (at < 0 || moment - samples.nanos(at) > HOLD_NANOS) {
        return Optional.empty();
      }
      values[i] = samples.value(at);
    }
    return Optional.of(new SampleBlock(samples.source(), fromNanos, rateHz, values));
  }

  private void report(@Nullable HealthReporter who, long nowMillis) {
    JsonObject report = who == null || isBroken ? null : ask(who);
    JsonObject.Builder document =
        JsonObject.builder().put("v", 1).put("kind", "health-report").put("at", nowMillis);
    if (report != null) {
      last = report;
      lastMillis = nowMillis;
      reports.increment();
      document.put("stale", false).put("report", report);
    } else {
      staleReports.increment();
      document.put("stale", true);
      JsonObject before = last;
      if (before != null) {
        document.put("from", lastMillis).put("report", before);
      }
      if (isBroken) {
        // A fault may be mended by beginning anew.
        configured = null;
      }
    }
    publish.accept(document.build().toString().getBytes(StandardCharsets.UTF_8));
  }

  private static @Nullable JsonObject ask(HealthReporter who) {
    try {
      Optional<byte[]> report = who.report();
      return report.isEmpty() ? null : JsonReader.readObject(report.get(), MOST_REPORT_BYTES);
    } catch (ProtocolException | RuntimeException e) {
      LOG.log(Level.WARNING, "the health reporter makes no report: " + e);
      return null;
    }
  }

  /** A line for people. */
  public String status() {
    return "monitor: "
        + settings.actuators().size()
        + " actuators, "
        + reports.sum()
        + " reports, "
        + staleReports.sum()
        + " stale, "
        + gaps.sum()
        + " gaps in the samples\n";
  }
}
