package io.omniedge.gateway.monitoring.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All values of one metric at one moment. Of two with the same labels the first counts: two tunnels
 * can bear one name for a moment, and a scrape that is refused for it would hide all the others.
 */
final class Family {
  private final MetricMetadata metadata;
  private final boolean counts;
  private final String[] labelNames;
  private final Map<Labels, Double> values = new LinkedHashMap<>();

  private Family(MetricMetadata metadata, boolean counts, String... labelNames) {
    this.metadata = metadata;
    this.counts = counts;
    this.labelNames = labelNames;
  }

  /** What goes up and down. */
  static Family gauge(String name, @Nullable Unit unit, String help, String... labelNames) {
    return new Family(metadata(name, unit, help), false, labelNames);
  }

  /** What only grows; its name is shown with {@code _total} behind it. */
  static Family counter(String name, @Nullable Unit unit, String help, String... labelNames) {
    return new Family(metadata(name, unit, help), true, labelNames);
  }

  private static MetricMetadata metadata(String name, @Nullable Unit unit, String help) {
    return unit == null ? new MetricMetadata(name, help) : new MetricMetadata(name, help, unit);
  }

  /** Adds a value; the labels' in the order of their names. */
  Family add(double value, String... labelValues) {
    values.putIfAbsent(Labels.of(labelNames, labelValues), value);
    return this;
  }

  /** As the other; above 2^53, nine petabytes, the lowest bits are lost, as Prometheus has it. */
  Family add(long value, String... labelValues) {
    return add((double) value, labelValues);
  }

  MetricSnapshot snapshot() {
    if (counts) {
      return new CounterSnapshot(
          metadata,
          values.entrySet().stream()
              .map(e -> new CounterDataPointSnapshot(e.getValue(), e.getKey(), null, 0))
              .toList());
    }
    return new GaugeSnapshot(
        metadata,
        values.entrySet().stream()
            .map(e -> new GaugeDataPointSnapshot(e.getValue(), e.getKey(), null))
            .toList());
  }
}
