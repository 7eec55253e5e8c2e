package io.omniedge.gateway.configuration.snapshot;

import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One configuration as it is stored: by the name people chose for it, with passwords encrypted.
 *
 * @param pid the {@code kura.service.pid}
 * @param factoryPid of which component it is an instance; null if that component has only one
 * @param properties without those the framework adds; arrays in it are not to be changed
 */
public record StoredConfiguration(
    String pid, @Nullable String factoryPid, Map<String, Object> properties) {
  public StoredConfiguration {
    properties = Collections.unmodifiableMap(new TreeMap<>(properties));
  }

  /** The same configuration with other properties. */
  public StoredConfiguration with(Map<String, Object> others) {
    return new StoredConfiguration(pid, factoryPid, others);
  }

  /** Equal when all is, the elements of arrays too. */
  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof StoredConfiguration that)
        || !pid.equals(that.pid)
        || !Objects.equals(factoryPid, that.factoryPid)
        || !properties.keySet().equals(that.properties.keySet())) {
      return false;
    }
    return properties.entrySet().stream()
        .allMatch(
            entry -> Objects.deepEquals(entry.getValue(), that.properties.get(entry.getKey())));
  }

  @Override
  public int hashCode() {
    return Objects.hash(pid, factoryPid, properties.keySet());
  }

  /** Names only: what a property holds may be nobody's business. */
  @Override
  public String toString() {
    return pid + properties.keySet();
  }
}
