package io.omniedge.gateway.monitoring.metrics;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.HealthFinding;
import io.omniedge.gateway.api.HealthStatus;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Everything the gateway tells of itself, read anew for each scrape. Any thread. docs/operations.md
 * lists the metrics; a test compares.
 */
public final class GatewayMetrics {
  private final String version;
  private final Supplier<? extends Collection<? extends GatewayTunnel>> tunnels;
  private final Supplier<List<HealthFinding>> health;
  private final Supplier<List<PluginSnapshot>> plugins;
  private final InstantSource clock;

  /**
   * Asks for all of it at each scrape.
   *
   * @param health empty where the platform has no health checks
   * @param plugins empty where there are none
   */
  public GatewayMetrics(
      String version,
      Supplier<? extends Collection<? extends GatewayTunnel>> tunnels,
      Supplier<List<HealthFinding>> health,
      Supplier<List<PluginSnapshot>> plugins,
      InstantSource clock) {
    this.version = version;
    this.tunnels = tunnels;
    this.health = health;
    this.plugins = plugins;
    this.clock = clock;
  }

  /** All metrics at this moment. */
  public MetricSnapshots collect() {
    List<TunnelSnapshot> snapshots = tunnels.get().stream().map(GatewayTunnel::snapshot).toList();
    return new MetricSnapshots(
        Stream.of(
                build(),
                new TunnelMetrics(snapshots).snapshots(),
                new PeerMetrics(snapshots, clock.instant()).snapshots(),
                new PluginMetrics(plugins.get()).snapshots(),
                health(),
                JvmMetrics.snapshots(),
                ProcessMetrics.snapshots())
            .flatMap(each -> each)
            .toList());
  }

  /** The library writes {@code _info} behind the name. */
  private Stream<MetricSnapshot> build() {
    String java = Runtime.version().toString();
    return Stream.of(
        InfoSnapshot.builder()
            .name("omniedge_build")
            .help("What runs")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", version, "java", java))
                    .build())
            .build());
  }

  private Stream<MetricSnapshot> health() {
    Family checks =
        Family.gauge(
            "omniedge_health_check",
            null,
            "1 for the status of the health check, 0 for the others",
            "check",
            "status");
    for (HealthFinding finding : health.get()) {
      for (HealthStatus each : HealthStatus.values()) {
        checks.add(
            each == finding.status() ? 1 : 0,
            finding.check(),
            each.name().toLowerCase(Locale.ROOT));
      }
    }
    return Stream.of(checks.snapshot());
  }
}
