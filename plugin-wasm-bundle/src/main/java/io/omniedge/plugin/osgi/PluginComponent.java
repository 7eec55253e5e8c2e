package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginFailure;
import io.omniedge.plugin.host.PluginSettings;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.pack.Manifest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.eclipse.kura.configuration.ComponentConfiguration;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.configuration.metatype.OCD;
import org.jspecify.annotations.Nullable;
import org.osgi.service.cm.ManagedService;

/**
 * One installed plugin, as Kura and our own configuration service see it: with the form of its
 * manifest, which no file of the bundle can have. Thread-safe.
 */
final class PluginComponent implements SelfConfiguringComponent, ManagedService, SelfChecked {
  /** The names of their components are this and the identifier. */
  static final String PREFIX = "io.omniedge.plugin.of.";

  private static final Logger LOG = System.getLogger(PluginComponent.class.getName());

  private final String id;
  private final Plugins plugins;
  private final Executor executor;
  private final Supplier<FormProperties.@Nullable Decryption> decryption;
  private volatile PluginForm form;
  private volatile Map<String, Object> properties = Map.of();
  private volatile List<String> mistakes = List.of();

  /**
   * For a plugin.
   *
   * @param executor where settings take effect, one after another
   */
  PluginComponent(
      Manifest manifest,
      Plugins plugins,
      Executor executor,
      Supplier<FormProperties.@Nullable Decryption> decryption) {
    this.id = manifest.id();
    this.plugins = plugins;
    this.executor = executor;
    this.decryption = decryption;
    this.form = new PluginForm(pid(id), manifest);
  }

  /**
   * The name of a plugin's component. A dash would part a factory from an instance in the name of a
   * file of the deploy folder; no identifier has the underscore that stands for it.
   */
  static String pid(String id) {
    return PREFIX + id.replace('-', '_');
  }

  /** The other way. */
  static String id(String pid) {
    return pid.substring(PREFIX.length()).replace('_', '-');
  }

  /** Another version is at work. */
  void show(Manifest manifest) {
    form = new PluginForm(pid(id), manifest);
  }

  Manifest manifest() {
    return form.manifest();
  }

  @Override
  public ComponentConfiguration getConfiguration() {
    PluginForm present = form;
    Map<String, Object> values = new TreeMap<>(properties);
    return new ComponentConfiguration() {
      @Override
      public String getPid() {
        return present.pid();
      }

      @Override
      public OCD getDefinition() {
        return present;
      }

      @Override
      public Map<String, Object> getConfigurationProperties() {
        return values;
      }
    };
  }

  @Override
  public void updated(@Nullable Dictionary<String, ?> changed) {
    if (changed == null) {
      return; // nobody has decided anything yet
    }
    Map<String, Object> values = values(changed);
    executor.execute(() -> configure(values));
  }

  static Map<String, Object> values(Dictionary<String, ?> changed) {
    Map<String, Object> values = new TreeMap<>();
    for (String name : Collections.list(changed.keys())) {
      values.put(name, changed.get(name));
    }
    return values;
  }

  private void configure(Map<String, Object> values) {
    properties = values;
    FormProperties entered = new FormProperties(values);
    PluginSettings settings = form.read(entered, decryption.get());
    List<String> wrong = new ArrayList<>(entered.problems());
    if (wrong.isEmpty()) {
      try {
        plugins.configure(id, settings);
      } catch (PluginFailure e) {
        wrong.add(String.valueOf(e.getMessage()));
      }
    }
    mistakes = List.copyOf(wrong);
    for (String problem : wrong) {
      LOG.log(Level.ERROR, "{0}: {1}", pid(id), problem);
    }
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(mistakes);
    InstalledPlugin one = plugins.all().get(id);
    if (one != null) {
      problems.addAll(one.problems());
    }
    return problems;
  }
}
