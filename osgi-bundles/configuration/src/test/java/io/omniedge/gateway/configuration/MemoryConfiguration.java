package io.omniedge.gateway.configuration;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashSet;
import java.util.Hashtable;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;

/** One configuration of a {@link MemoryConfigurationAdmin}; refuses what OSGi cannot hold. */
@SuppressWarnings("JdkObsolete") // OSGi asks for a Dictionary
final class MemoryConfiguration implements Configuration {
  private static final Set<Class<?>> TYPES =
      Set.of(
          String.class,
          Long.class,
          Double.class,
          Float.class,
          Integer.class,
          Byte.class,
          Character.class,
          Boolean.class,
          Short.class);

  private final MemoryConfigurationAdmin admin;
  private final String pid;
  private final @Nullable String factoryPid;
  private @Nullable String location;
  private @Nullable Hashtable<String, Object> properties;
  private long changes;

  MemoryConfiguration(
      MemoryConfigurationAdmin admin,
      String pid,
      @Nullable String factoryPid,
      @Nullable String location) {
    this.admin = admin;
    this.pid = pid;
    this.factoryPid = factoryPid;
    this.location = location;
  }

  @Override
  public String getPid() {
    return pid;
  }

  @Override
  public @Nullable String getFactoryPid() {
    return factoryPid;
  }

  @Override
  public @Nullable Dictionary<String, Object> getProperties() {
    return properties == null ? null : new Hashtable<>(properties);
  }

  @Override
  public @Nullable Dictionary<String, Object> getProcessedProperties(ServiceReference<?> ref) {
    return getProperties();
  }

  @Override
  public void update(Dictionary<String, ?> changed) throws IOException {
    admin.write("update " + pid);
    Hashtable<String, Object> fresh = new Hashtable<>();
    for (String name : Collections.list(changed.keys())) {
      Object value = changed.get(name);
      Class<?> type = value.getClass();
      if (!TYPES.contains(type.isArray() ? type.componentType() : type)) {
        throw new IllegalArgumentException(name + " is a " + type);
      }
      fresh.put(name, value);
    }
    fresh.put("service.pid", pid);
    if (factoryPid != null) {
      fresh.put("service.factoryPid", factoryPid);
    }
    properties = fresh;
    changes++;
  }

  @Override
  public void update() throws IOException {
    update(new Hashtable<>());
  }

  @Override
  public boolean updateIfDifferent(Dictionary<String, ?> changed) throws IOException {
    update(changed);
    return true;
  }

  @Override
  public void delete() throws IOException {
    admin.write("delete " + pid);
    admin.configurations.remove(pid);
  }

  @Override
  public void setBundleLocation(@Nullable String changed) {
    location = changed;
  }

  @Override
  public @Nullable String getBundleLocation() {
    return location;
  }

  @Override
  public long getChangeCount() {
    return changes;
  }

  @Override
  public void addAttributes(ConfigurationAttribute... attributes) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Set<ConfigurationAttribute> getAttributes() {
    return new HashSet<>();
  }

  @Override
  public void removeAttributes(ConfigurationAttribute... attributes) {
    throw new UnsupportedOperationException();
  }
}
