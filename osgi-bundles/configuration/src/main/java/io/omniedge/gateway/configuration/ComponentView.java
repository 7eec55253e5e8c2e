package io.omniedge.gateway.configuration;

import java.util.Map;
import java.util.TreeMap;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;

/** A configuration as callers get it: a copy, theirs to change. */
final class ComponentView implements ComponentConfiguration {
  private final String pid;
  private final @Nullable OCD definition;
  private final Map<String, Object> properties;

  ComponentView(String pid, @Nullable OCD definition, Map<String, Object> properties) {
    this.pid = pid;
    this.definition = definition;
    this.properties = new TreeMap<>(properties);
  }

  @Override
  public String getPid() {
    return pid;
  }

  @Override
  public @Nullable OCD getDefinition() {
    return definition;
  }

  @Override
  public Map<String, Object> getConfigurationProperties() {
    return properties;
  }

  /** Names only: the values may be in clear. */
  @Override
  public String toString() {
    return pid + properties.keySet();
  }
}
