package io.omniedge.gateway.monitoring.metrics;

import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Quantiles;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The Java virtual machine, under the names that every Prometheus client uses. */
final class JvmMetrics {
  private JvmMetrics() {}

  static Stream<MetricSnapshot> snapshots() {
    Family used =
        Family.gauge("jvm_memory_used_bytes", Unit.BYTES, "Memory in use, by area", "area");
    Family committed =
        Family.gauge(
            "jvm_memory_committed_bytes",
            Unit.BYTES,
            "Memory taken from the system, by area",
            "area");
    Family most =
        Family.gauge(
            "jvm_memory_max_bytes",
            Unit.BYTES,
            "Most memory an area may take, -1 if nothing limits it",
            "area");
    var memory = ManagementFactory.getMemoryMXBean();
    add("heap", memory.getHeapMemoryUsage(), used, committed, most);
    add("nonheap", memory.getNonHeapMemoryUsage(), used, committed, most);
    Family threads =
        Family.gauge("jvm_threads_current", null, "Threads alive")
            .add(ManagementFactory.getThreadMXBean().getThreadCount());
    return Stream.concat(
        Stream.of(used, committed, most, threads).map(Family::snapshot), Stream.of(collections()));
  }

  private static void add(
      String area, MemoryUsage usage, Family used, Family committed, Family most) {
    used.add(usage.getUsed(), area);
    committed.add(usage.getCommitted(), area);
    most.add(usage.getMax(), area);
  }

  private static MetricSnapshot collections() {
    List<SummaryDataPointSnapshot> points = new ArrayList<>();
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      points.add(
          new SummaryDataPointSnapshot(
              Math.max(0, collector.getCollectionCount()),
              Math.max(0, collector.getCollectionTime()) / 1e3,
              Quantiles.EMPTY,
              Labels.of("gc", collector.getName()),
              Exemplars.EMPTY,
              0));
    }
    return new SummarySnapshot(
        new MetricMetadata(
            "jvm_gc_collection_seconds",
            "Garbage collections and the time they took",
            Unit.SECONDS),
        points);
  }
}
