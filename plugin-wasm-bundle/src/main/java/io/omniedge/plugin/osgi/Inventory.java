package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.plugin.engine.TrapException;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginCounters;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.TrustedKey;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The plugins as others see them. Thread-safe. */
final class Inventory implements PluginInventory {
  private final Plugins plugins;
  private final Surroundings surroundings;

  Inventory(Plugins plugins, Surroundings surroundings) {
    this.plugins = plugins;
    this.surroundings = surroundings;
  }

  @Override
  public List<PluginSnapshot> plugins() {
    return plugins.all().values().stream().map(this::snapshot).toList();
  }

  private PluginSnapshot snapshot(InstalledPlugin one) {
    return new PluginSnapshot(
        one.manifest().id(),
        one.manifest().version().toString(),
        one.manifest().type().text(),
        one.sha256(),
        one.state().name().toLowerCase(Locale.ROOT),
        one.problems(),
        one.signer().map(TrustedKey::name).orElse(""),
        counters(one),
        surroundings.metrics(one.manifest().id()));
  }

  private static Map<String, Long> counters(InstalledPlugin one) {
    PluginCounters counters = one.counters();
    Map<String, Long> all = new TreeMap<>();
    all.put("generation", one.generation());
    all.put("resting", one.isResting() ? 1L : 0L);
    all.put("swaps", counters.swaps());
    all.put("rollbacks", counters.rollbacks());
    all.put("floods", counters.floods());
    all.put("nonsense", counters.nonsense());
    all.put("fuel", counters.fuel());
    all.put("call-micros", TimeUnit.NANOSECONDS.toMicros(counters.nanos()));
    all.put("stored-bytes", (long) one.storedBytes());
    long[] latencies = counters.latencies();
    for (int bucket = 0; bucket < latencies.length; bucket++) {
      all.put("latency.to-micros-" + PluginCounters.LATENCY_MICROS.get(bucket), latencies[bucket]);
    }
    for (PluginCounters.Result result : PluginCounters.Result.values()) {
      all.put("calls." + result.name().toLowerCase(Locale.ROOT), counters.calls(result));
    }
    for (TrapException.Kind kind : TrapException.Kind.values()) {
      long traps = counters.traps(kind);
      if (traps > 0) {
        all.put("traps." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), traps);
      }
    }
    for (Capability capability : Capability.values()) {
      long denials = counters.denials(capability);
      if (denials > 0) {
        all.put("denials." + capability.text(), denials);
      }
    }
    return all;
  }
}
