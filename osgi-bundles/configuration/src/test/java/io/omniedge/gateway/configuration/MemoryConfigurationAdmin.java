package io.omniedge.gateway.configuration;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** ConfigurationAdmin in memory. It can fail, or be killed, at a chosen write. */
public final class MemoryConfigurationAdmin implements ConfigurationAdmin {
  /** Stands for {@code kill -9}: nothing catches it. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  private static final int NEVER = -1;

  final Map<String, MemoryConfiguration> configurations = new TreeMap<>();
  final List<String> writes = new ArrayList<>();
  private int created;
  private int writesUntilFailure = NEVER;
  private int writesUntilDeath = NEVER;

  /** Lets the write after that many others fail, once. */
  void failAfter(int writes) {
    writesUntilFailure = writes;
  }

  /** Lets the process die at the write after that many others. */
  void dieAfter(int writes) {
    writesUntilDeath = writes;
  }

  void write(String what) throws IOException {
    if (writesUntilDeath == 0) {
      throw new Killed();
    }
    if (writesUntilDeath > 0) {
      writesUntilDeath--;
    }
    if (writesUntilFailure == 0) {
      writesUntilFailure = NEVER;
      throw new IOException("disk full");
    }
    if (writesUntilFailure > 0) {
      writesUntilFailure--;
    }
    writes.add(what);
  }

  @Override
  public Configuration createFactoryConfiguration(String factoryPid, @Nullable String location) {
    created++;
    return there(factoryPid + "-" + created, factoryPid, location);
  }

  @Override
  public Configuration createFactoryConfiguration(String factoryPid) {
    return createFactoryConfiguration(factoryPid, null);
  }

  @Override
  public Configuration getConfiguration(String pid, @Nullable String location) {
    return there(pid, null, location);
  }

  @Override
  public Configuration getConfiguration(String pid) {
    return getConfiguration(pid, null);
  }

  @Override
  public Configuration getFactoryConfiguration(
      String factoryPid, String name, @Nullable String location) {
    return there(factoryPid + "~" + name, factoryPid, location);
  }

  @Override
  public Configuration getFactoryConfiguration(String factoryPid, String name) {
    return getFactoryConfiguration(factoryPid, name, null);
  }

  private MemoryConfiguration there(
      String pid, @Nullable String factoryPid, @Nullable String location) {
    return configurations.computeIfAbsent(
        pid, missing -> new MemoryConfiguration(this, missing, factoryPid, location));
  }

  /** Knows the filters {@code null} and {@code (NAME=*)}. */
  @Override
  public Configuration @Nullable [] listConfigurations(@Nullable String filter) {
    List<Configuration> found = new ArrayList<>();
    for (MemoryConfiguration configuration : configurations.values()) {
      Dictionary<String, Object> properties = configuration.getProperties();
      String name = filter == null ? "service.pid" : filter.substring(1, filter.length() - 3);
      if (properties != null && properties.get(name) != null) {
        found.add(configuration);
      }
    }
    return found.isEmpty() ? null : found.toArray(new Configuration[0]);
  }
}
