package io.omniedge.gateway.agent.osgi;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Icon;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Filter;

/** A configuration service as Kura's: it takes whatever it gets. One factory, one singleton. */
final class FakeService implements ConfigurationService {
  static final String VALVE = "valve";
  static final String PUMP = "pump";
  static final String FILE = "felix.fileinstall.filename";

  private record Form(List<AD> attributes) implements OCD {
    @Override
    public List<AD> getAD() {
      return attributes;
    }

    @Override
    public List<Icon> getIcon() {
      return List.of();
    }

    @Override
    public String getName() {
      return "A form";
    }

    @Override
    public @Nullable String getDescription() {
      return null;
    }

    @Override
    public String getId() {
      return "form";
    }
  }

  private record Attribute(String id, Scalar type, int cardinality, boolean required, String most)
      implements AD {
    @Override
    public List<Option> getOption() {
      return List.of();
    }

    @Override
    public String getName() {
      return id;
    }

    @Override
    public @Nullable String getDescription() {
      return null;
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public Scalar getType() {
      return type;
    }

    @Override
    public int getCardinality() {
      return cardinality;
    }

    @Override
    public @Nullable String getMin() {
      return null;
    }

    @Override
    public @Nullable String getMax() {
      return most.isEmpty() ? null : most;
    }

    @Override
    public @Nullable String getDefault() {
      return null;
    }

    @Override
    public boolean isRequired() {
      return required;
    }
  }

  private static final OCD FORM =
      new Form(
          List.of(
              new Attribute("port", Scalar.INTEGER, 0, true, "65535"),
              new Attribute("label", Scalar.STRING, 0, false, "5"),
              new Attribute("on", Scalar.BOOLEAN, 0, false, ""),
              new Attribute("speed", Scalar.DOUBLE, 0, false, ""),
              new Attribute("secret", Scalar.PASSWORD, 0, false, ""),
              new Attribute("lines", Scalar.LONG, 3, false, "")));

  private record View(String pid, Map<String, Object> properties)
      implements ComponentConfiguration {
    @Override
    public String getPid() {
      return pid;
    }

    @Override
    public OCD getDefinition() {
      return FORM;
    }

    @Override
    public Map<String, Object> getConfigurationProperties() {
      return properties;
    }
  }

  final TreeMap<String, Map<String, Object>> running = new TreeMap<>();
  private final List<SortedMap<String, Map<String, Object>>> snapshots = new ArrayList<>();

  FakeService() {
    running.put(PUMP, new TreeMap<>(Map.of("port", 1, "kura.service.pid", PUMP)));
  }

  private SortedMap<String, Map<String, Object>> copy() {
    TreeMap<String, Map<String, Object>> copy = new TreeMap<>();
    running.forEach((pid, properties) -> copy.put(pid, new TreeMap<>(properties)));
    return copy;
  }

  @Override
  public Set<String> getFactoryComponentPids() {
    return Set.of(VALVE);
  }

  @Override
  public void createFactoryConfiguration(
      String factoryPid, String pid, @Nullable Map<String, Object> properties, boolean snapshot) {
    TreeMap<String, Object> made = new TreeMap<>(properties == null ? Map.of() : properties);
    made.put("service.factoryPid", factoryPid);
    running.put(pid, made);
  }

  @Override
  public void deleteFactoryConfiguration(String pid, boolean takeSnapshot) {
    running.remove(pid);
  }

  @Override
  public Set<String> getConfigurableComponentPids() {
    return running.keySet();
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations() {
    List<ComponentConfiguration> views = new ArrayList<>();
    running.forEach((pid, properties) -> views.add(new View(pid, properties)));
    return views;
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations(Filter filter) {
    return getComponentConfigurations();
  }

  @Override
  public @Nullable ComponentConfiguration getComponentConfiguration(String pid) {
    Map<String, Object> properties = running.get(pid);
    return properties == null ? null : new View(pid, properties);
  }

  @Override
  public ComponentConfiguration getDefaultComponentConfiguration(String pid) {
    return new View(pid, Map.of("label", "new"));
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties) {
    updateConfiguration(pid, properties, true);
  }

  @Override
  public void updateConfiguration(
      String pid, Map<String, Object> properties, boolean takeSnapshot) {
    Map<String, Object> all = running.computeIfAbsent(pid, made -> new TreeMap<>());
    properties.forEach(
        (name, value) -> {
          if (value == null) {
            all.remove(name);
          } else {
            all.put(name, value);
          }
        });
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs) {
    updateConfigurations(configs, true);
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot) {
    throw new UnsupportedOperationException(BigInteger.ZERO.toString());
  }

  @Override
  public Set<Long> getSnapshots() {
    TreeSet<Long> ids = new TreeSet<>();
    for (long id = 1; id <= snapshots.size(); id++) {
      ids.add(id);
    }
    return ids;
  }

  @Override
  public List<ComponentConfiguration> getSnapshot(long sid) {
    List<ComponentConfiguration> views = new ArrayList<>();
    snapshots.get((int) sid - 1).forEach((pid, properties) -> views.add(new View(pid, properties)));
    return views;
  }

  @Override
  public long snapshot() {
    snapshots.add(copy());
    return snapshots.size();
  }

  @Override
  public long rollback() throws KuraException {
    rollback(snapshots.size() - 1L);
    return snapshots.size() - 1L;
  }

  @Override
  public void rollback(long id) {
    // As ours: what comes from a file stays.
    running.values().removeIf(properties -> !properties.containsKey(FILE));
    snapshots.get((int) id - 1).forEach(running::putIfAbsent);
    snapshot();
  }
}
