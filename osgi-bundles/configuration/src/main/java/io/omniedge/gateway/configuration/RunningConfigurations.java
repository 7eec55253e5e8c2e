package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * What ConfigurationAdmin holds for us: every configuration with a {@code kura.service.pid}.
 * Others, of bundles that know nothing of Kura, are not touched. Not thread-safe.
 */
final class RunningConfigurations {
  /** Any bundle may receive the configuration, as on Kura. */
  private static final String ANY_LOCATION = "?";

  private static final Set<String> ADDED =
      Set.of(
          Constants.SERVICE_PID,
          ConfigurationAdmin.SERVICE_FACTORYPID,
          ConfigurationAdmin.SERVICE_BUNDLELOCATION,
          ConfigurationService.KURA_SERVICE_PID);

  private final ConfigurationAdmin admin;

  RunningConfigurations(ConfigurationAdmin admin) {
    this.admin = admin;
  }

  /** Whether the property belongs to the framework or to us, so that an update leaves it alone. */
  static boolean isAdded(String property) {
    return ADDED.contains(property);
  }

  /** All configurations, by pid. */
  SortedMap<String, StoredConfiguration> read() throws IOException {
    SortedMap<String, StoredConfiguration> all = new TreeMap<>();
    entries().forEach((pid, entry) -> all.put(pid, entry.stored()));
    return all;
  }

  /**
   * Properties of a configuration that somebody made without us, for instance from a file: our
   * first start of that component takes them over.
   */
  Map<String, Object> foreign(String servicePid) throws IOException {
    for (Configuration configuration : list(null)) {
      Dictionary<String, Object> properties = configuration.getProperties();
      if (configuration.getPid().equals(servicePid) && properties != null) {
        return plain(properties);
      }
    }
    return Map.of();
  }

  /**
   * The properties as components see them, those the framework adds too; null if there are none.
   */
  @Nullable Map<String, Object> withAdded(String pid) throws IOException {
    Entry entry = entries().get(pid);
    if (entry == null) {
      return null;
    }
    Map<String, Object> properties = new TreeMap<>(entry.stored().properties());
    properties.put(ConfigurationService.KURA_SERVICE_PID, pid);
    properties.put(Constants.SERVICE_PID, entry.configuration().getPid());
    String factoryPid = entry.configuration().getFactoryPid();
    if (factoryPid != null) {
      properties.put(ConfigurationAdmin.SERVICE_FACTORYPID, factoryPid);
    }
    return properties;
  }

  /**
   * Makes the step from one set to the other; touches only what differs between them. What is in
   * neither stays: a file of the deploy folder may have brought it meanwhile.
   */
  void apply(
      SortedMap<String, StoredConfiguration> before, SortedMap<String, StoredConfiguration> wanted)
      throws IOException {
    SortedMap<String, Entry> there = entries();
    for (Entry entry : List.copyOf(there.values())) {
      String pid = entry.stored().pid();
      StoredConfiguration other = wanted.get(pid);
      boolean gone = other == null && before.containsKey(pid);
      boolean ofAnotherKind =
          other != null && !Objects.equals(other.factoryPid(), entry.stored().factoryPid());
      if (gone || ofAnotherKind) {
        entry.configuration().delete();
        there.remove(pid);
      }
    }
    for (StoredConfiguration stored : wanted.values()) {
      if (stored.equals(before.get(stored.pid())) && there.containsKey(stored.pid())) {
        continue;
      }
      Entry entry = there.get(stored.pid());
      if (entry == null) {
        create(stored).update(dictionary(stored));
      } else if (!entry.stored().equals(stored)) {
        entry.configuration().update(dictionary(stored));
      }
    }
  }

  private Configuration create(StoredConfiguration stored) throws IOException {
    return stored.factoryPid() == null
        ? admin.getConfiguration(stored.pid(), ANY_LOCATION)
        : admin.createFactoryConfiguration(stored.factoryPid(), ANY_LOCATION);
  }

  private SortedMap<String, Entry> entries() throws IOException {
    SortedMap<String, Entry> entries = new TreeMap<>();
    for (Configuration configuration : list("(" + ConfigurationService.KURA_SERVICE_PID + "=*)")) {
      Dictionary<String, Object> properties = configuration.getProperties();
      if (properties != null
          && properties.get(ConfigurationService.KURA_SERVICE_PID) instanceof String pid) {
        StoredConfiguration stored =
            new StoredConfiguration(pid, configuration.getFactoryPid(), plain(properties));
        entries.putIfAbsent(pid, new Entry(configuration, stored));
      }
    }
    return entries;
  }

  private List<Configuration> list(@Nullable String filter) throws IOException {
    try {
      Configuration[] found = admin.listConfigurations(filter);
      return found == null ? List.of() : List.of(found);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static Map<String, Object> plain(Dictionary<String, Object> properties) {
    Map<String, Object> plain = new TreeMap<>();
    for (String name : new ArrayList<>(Collections.list(properties.keys()))) {
      if (!isAdded(name)) {
        plain.put(name, PropertyArrays.boxed(properties.get(name)));
      }
    }
    return plain;
  }

  @SuppressWarnings(
      "JdkObsolete") // ConfigurationAdmin takes a Dictionary, and this is the only one
  private static Dictionary<String, Object> dictionary(StoredConfiguration stored) {
    Hashtable<String, Object> dictionary = new Hashtable<>(stored.properties());
    dictionary.put(ConfigurationService.KURA_SERVICE_PID, stored.pid());
    return dictionary;
  }

  private record Entry(Configuration configuration, StoredConfiguration stored) {}
}
