package io.omniedge.gateway.configuration;

import io.omniedge.gateway.configuration.metatype.Definition;
import io.omniedge.gateway.configuration.snapshot.SnapshotStore;
import io.omniedge.gateway.configuration.snapshot.StoredConfiguration;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.kura.KuraErrorCode;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.crypto.CryptoService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Filter;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Kura's ConfigurationService. Thread-safe: changes wait for each other, news of components and
 * bundles never wait for a change.
 *
 * <p>Differences to Kura: updates are checked against the metatype, those of an unknown pid fail
 * instead of being ignored, and a component that is configured but does not run can be updated too.
 */
public class GatewayConfiguration implements ConfigurationService {
  private final ConfigurationState state;
  private final Definitions definitions = new Definitions();
  private final TrackedComponents components;
  private final Secrets secrets;
  private final ConfigurationEdits edits;

  /** Does nothing before {@link #start}. */
  public GatewayConfiguration(
      ConfigurationAdmin admin, CryptoService crypto, SnapshotStore snapshots, Logger log) {
    this.secrets = new Secrets(crypto);
    this.components = new TrackedComponents(log);
    this.state = new ConfigurationState(new RunningConfigurations(admin), snapshots, secrets, log);
    this.edits = new ConfigurationEdits(definitions, secrets);
  }

  /** Puts the newest readable snapshot in force. Call it once, before bundles are announced. */
  public final void start() throws KuraException {
    state.restore();
  }

  /** Hears what a bundle that became active says of its components. Waits for nothing. */
  public final void bundleDescribed(long bundle, List<Definition> described) {
    definitions.put(bundle, described);
  }

  /**
   * Gives the components of a described bundle their configuration, or the defaults that theirs
   * lacks. Waits for other changes, so nobody with locks of the framework may call it.
   */
  public final void configure(long bundle) throws KuraException {
    for (Definition definition : definitions.of(bundle)) {
      Map<String, Object> foreign =
          definition.isFactory() ? Map.of() : state.foreign(definition.pid());
      state.change(false, all -> edits.addDefaults(all, definition, foreign));
    }
  }

  /**
   * Hears that somebody wrote a configuration, perhaps without us. Whoever replaces that of a
   * component from a file leaves out what makes it ours, its name and the defaults that the file
   * lacks: they are added. Waits for other changes, so nobody with locks of the framework may call
   * it.
   */
  public final void adopt(String servicePid) throws KuraException {
    Definition definition = definitions.singleton(servicePid);
    if (definition == null) {
      return;
    }
    state.change(
        false,
        all -> {
          Map<String, Object> written = state.foreign(servicePid);
          if (!all.containsKey(servicePid) && !written.isEmpty()) {
            edits.addDefaults(all, definition, written);
          }
        });
  }

  /**
   * Hears that a bundle is gone. Its configurations stay, for it may come again. Waits for nothing.
   */
  public final void bundleGone(long bundle) {
    definitions.remove(bundle);
  }

  /** Hears of a component that runs now. */
  protected final void track(ServiceReference<?> component) {
    components.add(component);
  }

  /** Hears of a component that runs no more. */
  protected final void untrack(ServiceReference<?> component) {
    components.remove(component);
  }

  @Override
  public Set<String> getFactoryComponentPids() {
    return definitions.factoryPids();
  }

  @Override
  public Set<String> getConfigurableComponentPids() {
    return components.pids();
  }

  @Override
  public void createFactoryConfiguration(
      String factoryPid, String pid, @Nullable Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    state.change(
        takeSnapshot,
        all -> {
          if (components.pids().contains(pid)) {
            throw new KuraException(
                KuraErrorCode.INVALID_PARAMETER, pid, "there is a component of that name");
          }
          edits.create(all, factoryPid, pid, properties == null ? Map.of() : properties);
        });
  }

  @Override
  public void deleteFactoryConfiguration(String pid, boolean takeSnapshot) throws KuraException {
    state.change(takeSnapshot, all -> edits.delete(all, pid));
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations() throws KuraException {
    return views(components.pids());
  }

  @Override
  public List<ComponentConfiguration> getComponentConfigurations(Filter filter)
      throws KuraException {
    return views(components.pids(filter::match));
  }

  private List<ComponentConfiguration> views(Set<String> pids) throws KuraException {
    List<ComponentConfiguration> views = new ArrayList<>();
    for (String pid : pids) {
      Map<String, Object> properties = state.properties(pid);
      OCD objectClass = objectClass(pid, properties);
      views.add(
          new ComponentView(
              pid,
              objectClass,
              properties == null ? Map.of() : secrets.wrapped(objectClass, properties)));
    }
    return views;
  }

  @Override
  public @Nullable ComponentConfiguration getComponentConfiguration(String pid)
      throws KuraException {
    Map<String, Object> properties = state.properties(pid);
    if (properties == null) {
      return null;
    }
    OCD objectClass = objectClass(pid, properties);
    return new ComponentView(pid, objectClass, secrets.clear(objectClass, properties));
  }

  /** Of a component, a factory or an instance. Passwords are in clear. */
  @Override
  public @Nullable ComponentConfiguration getDefaultComponentConfiguration(String pid)
      throws KuraException {
    Definition definition = definition(pid, state.properties(pid));
    if (definition == null) {
      definition = definitions.factory(pid);
    }
    return definition == null
        ? null
        : new ComponentView(pid, definition.objectClass(), definition.defaults());
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException {
    updateConfiguration(pid, properties, true);
  }

  @Override
  public void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException {
    state.change(takeSnapshot, all -> edits.update(all, pid, properties));
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs) throws KuraException {
    updateConfigurations(configs, true);
  }

  @Override
  public void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot)
      throws KuraException {
    state.change(
        takeSnapshot,
        all -> {
          for (ComponentConfiguration config : configs) {
            Map<String, Object> properties = config.getConfigurationProperties();
            edits.update(all, config.getPid(), properties == null ? Map.of() : properties);
          }
        });
  }

  @Override
  public Set<Long> getSnapshots() throws KuraException {
    return state.snapshotIds();
  }

  /** Passwords are encrypted. */
  @Override
  public List<ComponentConfiguration> getSnapshot(long sid) throws KuraException {
    List<ComponentConfiguration> views = new ArrayList<>();
    for (StoredConfiguration stored : state.snapshot(sid).values()) {
      Definition definition = definitions.of(stored.pid(), stored.factoryPid());
      OCD objectClass = definition == null ? null : definition.objectClass();
      views.add(
          new ComponentView(
              stored.pid(), objectClass, secrets.wrapped(objectClass, stored.properties())));
    }
    return views;
  }

  @Override
  public long snapshot() throws KuraException {
    return state.change(true, all -> {});
  }

  /** Goes back to the newest readable snapshot before the newest one, and says which that was. */
  @Override
  public long rollback() throws KuraException {
    long id = state.previous();
    rollback(id);
    return id;
  }

  /** Goes back to that snapshot; what then is in force becomes the newest one. */
  @Override
  public void rollback(long id) throws KuraException {
    SortedMap<String, StoredConfiguration> snapshot = new TreeMap<>(state.snapshot(id));
    state.change(true, all -> edits.replace(all, snapshot));
  }

  private @Nullable OCD objectClass(String pid, @Nullable Map<String, Object> properties) {
    Definition definition = definition(pid, properties);
    return definition == null ? null : definition.objectClass();
  }

  private @Nullable Definition definition(String pid, @Nullable Map<String, Object> properties) {
    Object factory =
        properties == null ? null : properties.get(ConfigurationAdmin.SERVICE_FACTORYPID);
    return definitions.of(pid, factory instanceof String factoryPid ? factoryPid : null);
  }
}
