package io.omniedge.manager.api;

import io.omniedge.manager.broker.MqttLink;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.map.MapCounters;
import io.omniedge.manager.report.ReportIntake;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The manager's own figures, as Prometheus reads them. */
final class Metrics {
  private final List<MetricSnapshot> snapshots = new ArrayList<>();

  private Metrics() {}

  static String text(Fleet fleet, MapCounters maps, ReportIntake reports, MqttLink link) {
    Metrics metrics = new Metrics();
    metrics.gauge("omniedge_devices_online", "Devices that have a session.", fleet.onlineCount());
    metrics.counter(
        "omniedge_messages", "Messages of devices that were taken in.", fleet.messages());
    metrics.counter(
        "omniedge_messages_refused",
        "Messages of devices that changed nothing because they were wrong.",
        fleet.refused());
    metrics.counter(
        "omniedge_maps_made", "Maps made that differ from the one before.", maps.made());
    metrics.counter(
        "omniedge_maps_unchanged", "Maps looked at and found as before.", maps.unchanged());
    metrics.counter("omniedge_maps_sent_full", "Whole maps sent.", maps.full());
    metrics.counter("omniedge_maps_sent_delta", "Differences sent.", maps.deltas());
    metrics.counter(
        "omniedge_maps_current", "Devices told that they are up to date.", maps.current());
    metrics.counter("omniedge_reports_kept", "Reports of devices kept.", reports.keptCount());
    metrics.counter(
        "omniedge_reports_repeated", "Reports that had come before.", reports.repeatedCount());
    metrics.counter(
        "omniedge_reports_refused",
        "Reports kept out: not signed, or not by the device, or of one that is no member.",
        reports.refusedCount());
    metrics.counter(
        "omniedge_reports_put_off",
        "Reports not looked at, for too many came at once; they come again.",
        reports.putOffCount());
    metrics.gauge(
        "omniedge_broker_connected", "Whether we reach the broker.", link.isConnected() ? 1 : 0);
    metrics.gauge("omniedge_broker_in_flight", "Messages not acknowledged yet.", link.inFlight());
    return metrics.written();
  }

  private void gauge(String name, String help, double value) {
    snapshots.add(
        GaugeSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private void counter(String name, String help, long count) {
    double value = (double) count; // exact up to 2^53
    snapshots.add(
        CounterSnapshot.builder()
            .name(name)
            .help(help)
            .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value).build())
            .build());
  }

  private String written() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(snapshots));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }
}
