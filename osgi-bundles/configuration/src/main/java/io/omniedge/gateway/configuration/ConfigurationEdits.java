package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.metatype.Definition;
import io.omniedge.gateway.configuration.metatype.UpdateCheck;
import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;

/**
 * What each kind of change makes of the configurations, and why it may be refused. Changes nothing
 * but the map it is given.
 */
final class ConfigurationEdits {
  /** FileInstall's word for where a configuration comes from. */
  private static final String FILE = "felix.fileinstall.filename";

  private final Definitions definitions;
  private final Secrets secrets;

  ConfigurationEdits(Definitions definitions, Secrets secrets) {
    this.definitions = definitions;
    this.secrets = secrets;
  }

  /** Sets properties of a configuration there is; null values remove theirs. */
  void update(
      SortedMap<String, StoredConfiguration> all,
      String pid,
      Map<String, ? extends @Nullable Object> properties)
      throws KuraException {
    StoredConfiguration stored = all.get(pid);
    if (stored == null) {
      throw new KuraException(KuraErrorCode.NOT_FOUND, pid, "no component of that name");
    }
    Definition definition = definitions.of(pid, stored.factoryPid());
    StoredConfiguration changed = merged(stored, definition, properties);
    check(pid, definition).complete(changed.properties());
    all.put(pid, changed);
  }

  /**
   * Makes an instance. What is required may still be missing, as on Kura: people create an instance
   * first and fill it in then.
   */
  void create(
      SortedMap<String, StoredConfiguration> all,
      String factoryPid,
      String pid,
      Map<String, ? extends @Nullable Object> properties)
      throws KuraException {
    Definition definition = definitions.factory(factoryPid);
    if (definition == null) {
      throw new KuraException(KuraErrorCode.NOT_FOUND, factoryPid, "no factory of that name");
    }
    if (pid.isBlank()) {
      throw new KuraException(KuraErrorCode.INVALID_PARAMETER, "an instance needs a name");
    }
    if (all.containsKey(pid)
        || definitions.singleton(pid) != null
        || definitions.factory(pid) != null) {
      throw new KuraException(
          KuraErrorCode.INVALID_PARAMETER, pid, "there is a component of that name");
    }
    all.put(
        pid, merged(new StoredConfiguration(pid, factoryPid, Map.of()), definition, properties));
  }

  /** Removes an instance. */
  void delete(SortedMap<String, StoredConfiguration> all, String pid) throws KuraException {
    StoredConfiguration stored = all.get(pid);
    if (stored == null) {
      throw new KuraException(KuraErrorCode.NOT_FOUND, pid, "no component of that name");
    }
    if (stored.factoryPid() == null) {
      throw new KuraException(
          KuraErrorCode.INVALID_PARAMETER, pid, "not an instance, so it cannot be deleted");
    }
    all.remove(pid);
  }

  /** Gives a component, or all instances of a factory, the defaults they lack. */
  void addDefaults(
      SortedMap<String, StoredConfiguration> all,
      Definition definition,
      Map<String, Object> foreign)
      throws KuraException {
    String pid = definition.pid();
    if (!definition.isFactory()) {
      all.putIfAbsent(pid, new StoredConfiguration(pid, null, foreign));
    }
    for (Map.Entry<String, StoredConfiguration> entry : all.entrySet()) {
      StoredConfiguration stored = entry.getValue();
      String owner = stored.factoryPid() == null ? stored.pid() : stored.factoryPid();
      if (owner.equals(pid) && definition.isFactory() == (stored.factoryPid() != null)) {
        entry.setValue(merged(stored, definition, Map.of()));
      }
    }
  }

  /**
   * Goes back to what a snapshot holds; components it does not know get their defaults. What a file
   * of the deploy folder configures stays as the file says.
   */
  void replace(
      SortedMap<String, StoredConfiguration> all, SortedMap<String, StoredConfiguration> snapshot)
      throws KuraException {
    SortedMap<String, StoredConfiguration> wanted = new TreeMap<>(snapshot);
    all.forEach(
        (pid, stored) -> {
          if (stored.properties().containsKey(FILE)) {
            wanted.put(pid, stored);
          }
        });
    all.clear();
    all.putAll(wanted);
    for (Definition definition : definitions.singletons()) {
      addDefaults(all, definition, Map.of());
    }
    for (String factoryPid : definitions.factoryPids()) {
      Definition factory = definitions.factory(factoryPid);
      if (factory != null) {
        addDefaults(all, factory, Map.of());
      }
    }
  }

  private StoredConfiguration merged(
      StoredConfiguration stored,
      @Nullable Definition definition,
      Map<String, ? extends @Nullable Object> properties)
      throws KuraException {
    OCD objectClass = definition == null ? null : definition.objectClass();
    Map<String, Object> given = new TreeMap<>();
    Map<String, Object> result = new TreeMap<>(stored.properties());
    properties.forEach(
        (name, value) -> {
          if (value == null) {
            result.remove(name);
          } else if (!RunningConfigurations.isAdded(name)) {
            given.put(name, PropertyArrays.boxed(value));
          }
        });
    Map<String, Object> clear = secrets.clear(objectClass, given);
    check(stored.pid(), definition).values(clear);
    result.putAll(secrets.sealed(clear, stored.properties()));
    if (definition != null) {
      Map<String, Object> lacking = new TreeMap<>(definition.defaults());
      lacking.keySet().removeAll(result.keySet());
      result.putAll(secrets.sealed(lacking, Map.of()));
    }
    return stored.with(result);
  }

  private static UpdateCheck check(String pid, @Nullable Definition definition) {
    return new UpdateCheck(pid, definition == null ? null : definition.objectClass());
  }
}
