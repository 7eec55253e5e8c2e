package io.omniedge.gateway.monitoring.metrics;

import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.Unit;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The plugins, by what they counted and what they measured. */
final class PluginMetrics {
  private static final String CALLS = "calls.";
  private static final String TRAPS = "traps.";
  private static final String DENIALS = "denials.";
  private static final String LATENCY = "latency.to-micros-";
  private static final List<String> STATES = List.of("active", "disabled", "failed", "quarantined");

  private final Family state =
      Family.gauge(
          "omniedge_plugin_state",
          null,
          "1 for the state the plugin is in, 0 for the others",
          "plugin",
          "type",
          "state");
  private final Family calls =
      Family.counter("omniedge_plugin_calls", null, "Calls by how they ended", "plugin", "result");
  private final Family latency =
      Family.counter(
          "omniedge_plugin_calls_within",
          null,
          "Calls that took no longer than so many seconds",
          "plugin",
          "seconds");
  private final Family seconds =
      Family.counter(
          "omniedge_plugin_call_seconds", Unit.SECONDS, "Time in calls of the plugin", "plugin");
  private final Family fuel =
      Family.counter("omniedge_plugin_fuel", null, "Instructions the plugin did", "plugin");
  private final Family traps =
      Family.counter(
          "omniedge_plugin_traps", null, "Calls that were ended, by why", "plugin", "kind");
  private final Family denials =
      Family.counter(
          "omniedge_plugin_denials",
          null,
          "What the plugin wanted to do and was not granted",
          "plugin",
          "capability");
  private final Family floods =
      Family.counter(
          "omniedge_plugin_floods",
          null,
          "Lines, events, alerts and measurements that were too many",
          "plugin");
  private final Family swaps =
      Family.counter(
          "omniedge_plugin_swaps", null, "Versions and settings that took effect", "plugin");
  private final Family rollbacks =
      Family.counter(
          "omniedge_plugin_rollbacks", null, "Versions that were gone back from", "plugin");
  private final Family stored =
      Family.gauge("omniedge_plugin_stored_bytes", Unit.BYTES, "What the plugin keeps", "plugin");
  private final Family values =
      Family.gauge(
          "omniedge_plugin_measurement", null, "What the plugin measured itself", "plugin", "name");

  PluginMetrics(List<PluginSnapshot> plugins) {
    plugins.forEach(this::add);
  }

  private void add(PluginSnapshot plugin) {
    String id = plugin.id();
    for (String each : STATES) {
      state.add(each.equals(plugin.state()) ? 1 : 0, id, plugin.type(), each);
    }
    Map<String, Long> counters = plugin.counters();
    counters.forEach(
        (name, value) -> {
          if (name.startsWith(CALLS)) {
            calls.add(value, id, name.substring(CALLS.length()));
          } else if (name.startsWith(TRAPS)) {
            traps.add(value, id, name.substring(TRAPS.length()));
          } else if (name.startsWith(DENIALS)) {
            denials.add(value, id, name.substring(DENIALS.length()));
          }
        });
    addLatencies(id, counters);
    seconds.add(counters.getOrDefault("call-micros", 0L) / 1e6, id);
    fuel.add(counters.getOrDefault("fuel", 0L), id);
    floods.add(counters.getOrDefault("floods", 0L), id);
    swaps.add(counters.getOrDefault("swaps", 0L), id);
    rollbacks.add(counters.getOrDefault("rollbacks", 0L), id);
    stored.add(counters.getOrDefault("stored-bytes", 0L), id);
    plugin.measurements().forEach((name, value) -> values.add((double) value, id, name));
  }

  /** Cumulative, as everybody who reads buckets expects. */
  private void addLatencies(String id, Map<String, Long> counters) {
    long sum = 0;
    for (long bound :
        counters.keySet().stream()
            .filter(name -> name.startsWith(LATENCY))
            .map(name -> Long.valueOf(name.substring(LATENCY.length())))
            .sorted()
            .toList()) {
      sum += counters.getOrDefault(LATENCY + bound, 0L);
      latency.add(sum, id, "" + bound / 1e6);
    }
  }

  Stream<MetricSnapshot> snapshots() {
    return Stream.of(
            state, calls, latency, seconds, fuel, traps, denials, floods, swaps, rollbacks, stored,
            values)
        .map(Family::snapshot);
  }
}
