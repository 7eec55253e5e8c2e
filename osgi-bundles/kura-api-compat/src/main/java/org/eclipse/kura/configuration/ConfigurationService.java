package org.eclipse.kura.configuration;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.KuraException;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Filter;

/** Keeps the configuration of all components, and its history as snapshots. */
@ProviderType
public interface ConfigurationService {
  /** The name of a component or of an instance, chosen by whoever created it. */
  String KURA_SERVICE_PID = "kura.service.pid";

  Set<String> getFactoryComponentPids();

  void createFactoryConfiguration(
      String factoryPid, String pid, @Nullable Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException;

  void deleteFactoryConfiguration(String pid, boolean takeSnapshot) throws KuraException;

  Set<String> getConfigurableComponentPids();

  /** All components; passwords are encrypted. */
  List<ComponentConfiguration> getComponentConfigurations() throws KuraException;

  /** Components whose service matches; passwords are encrypted. */
  List<ComponentConfiguration> getComponentConfigurations(Filter filter) throws KuraException;

  /** One component, or null; passwords are in clear. */
  @Nullable ComponentConfiguration getComponentConfiguration(String pid) throws KuraException;

  @Nullable ComponentConfiguration getDefaultComponentConfiguration(String pid)
      throws KuraException;

  void updateConfiguration(String pid, Map<String, Object> properties) throws KuraException;

  void updateConfiguration(String pid, Map<String, Object> properties, boolean takeSnapshot)
      throws KuraException;

  void updateConfigurations(List<ComponentConfiguration> configs) throws KuraException;

  void updateConfigurations(List<ComponentConfiguration> configs, boolean takeSnapshot)
      throws KuraException;

  Set<Long> getSnapshots() throws KuraException;

  List<ComponentConfiguration> getSnapshot(long sid) throws KuraException;

  long snapshot() throws KuraException;

  long rollback() throws KuraException;

  void rollback(long id) throws KuraException;
}
