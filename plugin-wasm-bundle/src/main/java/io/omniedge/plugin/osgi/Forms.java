package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.Manifest;
import java.util.Hashtable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ManagedService;

/** The components of the installed plugins, one each. One thread. */
final class Forms implements AutoCloseable {
  private final BundleContext context;
  private final Plugins plugins;
  private final Executor executor;
  private final Supplier<FormProperties.@Nullable Decryption> decryption;
  private final Map<String, Registered> registered = new TreeMap<>();

  private record Registered(PluginComponent component, ServiceRegistration<?> registration) {}

  Forms(
      BundleContext context,
      Plugins plugins,
      Executor executor,
      Supplier<FormProperties.@Nullable Decryption> decryption) {
    this.context = context;
    this.plugins = plugins;
    this.executor = executor;
    this.decryption = decryption;
  }

  /** Plugins are others now. */
  void changed() {
    SortedMap<String, InstalledPlugin> present = plugins.all();
    for (String id : new TreeSet<>(registered.keySet())) {
      Registered one = registered.get(id);
      InstalledPlugin plugin = present.get(id);
      boolean isOther =
          plugin == null
              || one == null
              || !plugin.manifest().version().equals(one.component.manifest().version());
      if (one != null && isOther) {
        // A form is read once by those who track it, so another form is another service.
        registered.remove(id);
        one.registration.unregister();
      }
    }
    present.forEach(
        (id, plugin) -> {
          if (!registered.containsKey(id)) {
            registered.put(id, register(plugin.manifest()));
          }
        });
  }

  @SuppressWarnings("JdkObsolete") // the framework takes a Dictionary, and this is the only one
  private Registered register(Manifest manifest) {
    PluginComponent component = new PluginComponent(manifest, plugins, executor, decryption);
    String pid = PluginComponent.pid(manifest.id());
    Hashtable<String, Object> properties = new Hashtable<>();
    properties.put("service.pid", pid);
    properties.put("kura.service.pid", pid);
    String[] types = {
      SelfConfiguringComponent.class.getName(),
      ManagedService.class.getName(),
      SelfChecked.class.getName()
    };
    return new Registered(component, context.registerService(types, component, properties));
  }

  @Override
  public void close() {
    registered.values().forEach(one -> one.registration.unregister());
    registered.clear();
  }
}
