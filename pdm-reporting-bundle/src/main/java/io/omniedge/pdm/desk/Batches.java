package io.omniedge.pdm.desk;

import io.omniedge.pdm.buffer.Samples;
import io.omniedge.pdm.triage.DropReason;
import io.omniedge.pdm.triage.Ledger;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.pdm.triage.Route;
import io.omniedge.pdm.triage.TriageChain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Samples that wait to be sent or stored together, by route and class. Any thread. */
final class Batches implements TriageChain.Router {
  /** 1.6 MB, of the 48 that our runtime gives itself. */
  private static final int MOST_SAMPLES = 100_000;

  private final Ledger ledger;
  private final Map<Route, Map<PriorityClass, Map<String, Growing>>> waiting =
      new EnumMap<>(Route.class);
  private int count;

  Batches(Ledger ledger) {
    this.ledger = ledger;
  }

  @Override
  public void route(Route route, PriorityClass priority, String source, long nanos, double value) {
    synchronized (this) {
      if (count < MOST_SAMPLES) {
        count++;
        waiting
            .computeIfAbsent(route, any -> new EnumMap<>(PriorityClass.class))
            .computeIfAbsent(priority, any -> new TreeMap<>())
            .computeIfAbsent(source, any -> new Growing())
            .add(nanos, value);
        return;
      }
    }
    ledger.dropped(DropReason.TOO_BUSY, 1, source);
  }

  /** Takes what waits of this route and class. */
  synchronized List<Samples> take(Route route, PriorityClass priority) {
    Map<PriorityClass, Map<String, Growing>> classes = waiting.get(route);
    Map<String, Growing> sources = classes == null ? null : classes.remove(priority);
    if (sources == null) {
      return List.of();
    }
    List<Samples> taken = new ArrayList<>();
    sources.forEach(
        (source, samples) -> {
          taken.add(samples.end(source));
          count -= samples.count;
        });
    return taken;
  }

  private static final class Growing {
    private long[] nanos = new long[16];
    private double[] values = new double[16];
    private int count;

    void add(long at, double value) {
      if (count == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * count);
        values = Arrays.copyOf(values, 2 * count);
      }
      nanos[count] = at;
      values[count] = value;
      count++;
    }

    Samples end(String source) {
      return Samples.of(source, Arrays.copyOf(nanos, count), Arrays.copyOf(values, count));
    }
  }
}
