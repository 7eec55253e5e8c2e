package io.omniedge.pdm.triage;

import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.pdm.buffer.SampleBuffers;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way of a sample: classified by its source, cleaned, buffered, watched, reduced, routed. Any
 * thread; samples of one source wait for each other and for nothing else.
 */
public final class TriageChain {
  /** Sees each sample that is clean, before it is reduced. */
  @FunctionalInterface
  public interface Watch {
    /** Any thread; returns at once. */
    void saw(String source, long nanos, double value);
  }

  /** Takes what is left. */
  @FunctionalInterface
  public interface Router {
    /** Any thread; returns at once. */
    void route(Route route, PriorityClass priority, String source, long nanos, double value);
  }

  /** A replay of a week is data, one of a year is a wrong clock. */
  static final long BEHIND_NANOS = TimeUnit.DAYS.toNanos(7);

  private final SampleBuffers buffers;
  private final Ledger ledger;
  private final Watch watch;
  private final Router router;
  private volatile TriageRules rules = TriageRules.NONE;
  private final Map<String, Station> stations = new ConcurrentHashMap<>();

  /** Without rules yet. */
  public TriageChain(SampleBuffers buffers, Ledger ledger, Watch watch, Router router) {
    this.buffers = buffers;
    this.ledger = ledger;
    this.watch = watch;
    this.router = router;
  }

  /** From now on by these; what the ones before held back goes on by them. */
  public void rules(TriageRules wanted) {
    rules = wanted;
    flush();
  }

  /** What is held back goes on. */
  public void flush() {
    stations
        .values()
        .removeIf(
            station -> {
              station.close();
              return true;
            });
  }

  /** Forgets sources that the buffers have forgotten. */
  public void forgetSilent() {
    Set<String> known = Set.copyOf(buffers.sources());
    stations
        .values()
        .removeIf(
            station -> {
              boolean silent = !known.contains(station.source);
              if (silent) {
                station.close();
              }
              return silent;
            });
  }

  /**
   * Takes samples.
   *
   * @param nowNanos since 1970
   */
  public void take(SampleBlock block, long nowNanos) {
    ledger.taken(block.size());
    Station station = stations.get(block.source());
    if (station == null) {
      if (stations.size() >= SampleBuffers.MOST_SOURCES) {
        ledger.dropped(DropReason.NO_ROOM, block.size(), block.source());
        return;
      }
      station = stations.computeIfAbsent(block.source(), this::station);
    }
    station.take(block, nowNanos);
  }

  private Station station(String source) {
    return new Station(source, rules.of(source));
  }

  /** One source. */
  private final class Station implements Reduction.Result {
    private final String source;
    private final TriageRule rule;
    private final Reduction reduction;
    private boolean isClosed;

    Station(String source, TriageRule rule) {
      this.source = source;
      this.rule = rule;
      reduction = rule.newReduction();
    }

    synchronized void take(SampleBlock block, long nowNanos) {
      for (int i = 0; i < block.size(); i++) {
        take(block.nanos(i), block.value(i), nowNanos);
      }
      if (isClosed) {
        // The rules changed while this was on its way in: nobody asks for what is held back.
        reduction.flush(this);
      }
    }

    private void take(long nanos, double value, long nowNanos) {
      DropReason dirt = dirt(nanos, value, nowNanos);
      if (dirt != null) {
        ledger.dropped(dirt, 1, source + " " + value);
        return;
      }
      watch.saw(source, nanos, value);
      if (rule.route() == Route.DISCARD) {
        ledger.dropped(DropReason.DISCARDED, 1, source);
      } else {
        reduction.take(nanos, value, this);
      }
    }

    private @Nullable DropReason dirt(long nanos, double value, long nowNanos) {
      if (rule.route() == Route.REDACT) {
        return DropReason.REDACTED;
      }
      if (!Double.isFinite(value)) {
        return DropReason.NOT_A_NUMBER;
      }
      if (!rule.isInRange(value)) {
        return DropReason.OUT_OF_RANGE;
      }
      if (nanos - nowNanos > SampleBuffers.AHEAD_NANOS || nowNanos - nanos > BEHIND_NANOS) {
        return DropReason.CLOCK;
      }
      return switch (buffers.add(source, nanos, value, nowNanos)) {
        case KEPT -> null;
        case DUPLICATE -> DropReason.DUPLICATE;
        case OUT_OF_ORDER -> DropReason.OUT_OF_ORDER;
        case NO_ROOM -> DropReason.NO_ROOM;
      };
    }

    synchronized void close() {
      isClosed = true;
      reduction.flush(this);
    }

    @Override
    public void keep(long nanos, double value) {
      router.route(rule.route(), rule.priority(), source, nanos, value);
    }

    @Override
    public void drop(DropReason why) {
      ledger.dropped(why, 1, source);
    }

    @Override
    public void aggregated(int samples) {
      ledger.aggregated(samples);
    }
  }
}
