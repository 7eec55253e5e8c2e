package org.eclipse.kura.message;

import java.util.Collections;
import java.util.Date;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/** Metrics, a body, a time and a place; each of them may be absent. Not thread-safe. */
@ProviderType
public class KuraPayload {
  private final Map<String, Object> metrics = new HashMap<>();
  private @Nullable Date timestamp;
  private @Nullable KuraPosition position;
  private byte @Nullable [] body;

  public KuraPayload() {}

  /** For subclasses, whose constructors must not call what others may override. */
  KuraPayload(Map<String, Object> metrics) {
    this.metrics.putAll(metrics);
  }

  /** Shares the values of the other. */
  KuraPayload(KuraPayload other) {
    metrics.putAll(other.metrics());
    timestamp = other.getTimestamp();
    position = other.getPosition();
    body = other.getBody();
  }

  public @Nullable Date getTimestamp() {
    return timestamp;
  }

  public void setTimestamp(@Nullable Date timestamp) {
    this.timestamp = timestamp;
  }

  public @Nullable KuraPosition getPosition() {
    return position;
  }

  public void setPosition(@Nullable KuraPosition position) {
    this.position = position;
  }

  public @Nullable Object getMetric(String name) {
    return metrics.get(name);
  }

  /** Sets a String, Double, Float, Long, Integer, Boolean or byte[]; others cannot travel. */
  public void addMetric(String name, Object value) {
    metrics.put(name, value);
  }

  public void removeMetric(String name) {
    metrics.remove(name);
  }

  public void removeAllMetrics() {
    metrics.clear();
  }

  public Set<String> metricNames() {
    return Collections.unmodifiableSet(metrics.keySet());
  }

  public Iterator<String> metricsIterator() {
    return metrics.keySet().iterator();
  }

  /** A view that cannot be changed. */
  public Map<String, Object> metrics() {
    return Collections.unmodifiableMap(metrics);
  }

  public byte @Nullable [] getBody() {
    return body;
  }

  public void setBody(byte @Nullable [] body) {
    this.body = body;
  }
}
