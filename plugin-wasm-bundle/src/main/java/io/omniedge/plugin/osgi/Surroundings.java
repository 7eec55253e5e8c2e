package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.Leisure;
import io.omniedge.gateway.api.data.PointReader;
import io.omniedge.gateway.api.plugin.EventSink;
import io.omniedge.plugin.dispatch.EventHooks;
import io.omniedge.plugin.host.GatewayServices;
import io.omniedge.protocol.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** What this gateway does for its plugins. Thread-safe. */
final class Surroundings implements GatewayServices {
  private static final int MOST_METRICS = 64;

  private final InstantSource clock;
  private final Map<String, SortedMap<String, Double>> metrics = new ConcurrentHashMap<>();
  final List<EventSink> sinks = new CopyOnWriteArrayList<>();
  volatile @Nullable PointReader points;
  volatile @Nullable EventHooks hooks;
  volatile @Nullable Leisure leisure;

  Surroundings(InstantSource clock) {
    this.clock = clock;
  }

  private static Logger logger(String plugin) {
    return System.getLogger("io.omniedge.plugin.log." + plugin);
  }

  @Override
  public void log(String plugin, Severity severity, String line) {
    logger(plugin).log(level(severity), line);
  }

  private static Level level(Severity severity) {
    return switch (severity) {
      case DEBUG -> Level.DEBUG;
      case INFO -> Level.INFO;
      case WARNING -> Level.WARNING;
      case ERROR -> Level.ERROR;
    };
  }

  @Override
  public boolean emit(String plugin, String topic, byte[] json) {
    logger(plugin).log(Level.DEBUG, () -> topic + " " + new String(json, StandardCharsets.UTF_8));
    boolean isTaken = false;
    for (EventSink sink : sinks) {
      isTaken |= sink.publish(plugin, topic, json);
    }
    return isTaken || sinks.isEmpty();
  }

  @Override
  public void makeWay() {
    Leisure offered = leisure;
    if (offered != null) {
      offered.begin();
    }
  }

  @Override
  public void metric(String plugin, String name, double value) {
    SortedMap<String, Double> all = metrics.computeIfAbsent(plugin, key -> new TreeMap<>());
    synchronized (all) {
      if (all.containsKey(name) || all.size() < MOST_METRICS) {
        all.put(name, value);
      }
    }
  }

  /** The metrics that a plugin set, by their names. */
  SortedMap<String, Double> metrics(String plugin) {
    SortedMap<String, Double> all = metrics.get(plugin);
    if (all == null) {
      return new TreeMap<>();
    }
    synchronized (all) {
      return new TreeMap<>(all);
    }
  }

  void forget(String plugin) {
    metrics.remove(plugin);
  }

  @Override
  public void alert(String plugin, Severity severity, String text) {
    logger(plugin).log(level(severity), "ALERT " + text);
    byte[] json =
        JsonObject.builder()
            .put("v", 1)
            .put("severity", severity.name().toLowerCase(Locale.ROOT))
            .put("text", text)
            .build()
            .toBytes();
    for (EventSink sink : sinks) {
      if (!sink.publish(plugin, "alert", json)) {
        logger(plugin).log(Level.WARNING, "an alert was not published");
      }
    }
  }

  @Override
  public Optional<Double> readPoint(String name) {
    PointReader reader = points;
    return reader == null ? Optional.empty() : reader.last(name);
  }

  @Override
  public byte[] vpnState() {
    EventHooks present = hooks;
    return present == null
        ? "{\"v\":1}".getBytes(StandardCharsets.UTF_8)
        : present.vpnState(clock.instant());
  }
}
