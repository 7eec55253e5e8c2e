package io.omniedge.gateway.configuration;

import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;

/** A reference to a component of which only the properties matter. */
final class FakeReference implements ServiceReference<Object> {
  private final Map<String, Object> properties;

  FakeReference(Map<String, Object> properties) {
    this.properties = properties;
  }

  static FakeReference of(String servicePid, String pid) {
    return new FakeReference(Map.of("service.pid", servicePid, "kura.service.pid", pid));
  }

  @Override
  public @Nullable Object getProperty(String key) {
    return properties.get(key);
  }

  @Override
  public String[] getPropertyKeys() {
    return properties.keySet().toArray(new String[0]);
  }

  @Override
  public @Nullable Bundle getBundle() {
    return null;
  }

  @Override
  public Bundle[] getUsingBundles() {
    return new Bundle[0];
  }

  @Override
  public boolean isAssignableTo(Bundle bundle, String className) {
    return true;
  }

  @Override
  public int compareTo(Object other) {
    return Integer.compare(hashCode(), other.hashCode());
  }

  @Override
  public Dictionary<String, Object> getProperties() {
    throw new UnsupportedOperationException();
  }
}
