package io.omniedge.gateway.configuration.osgi;

import io.omniedge.gateway.configuration.GatewayConfiguration;
import io.omniedge.gateway.configuration.metatype.Definition;
import io.omniedge.gateway.configuration.metatype.MetatypeReader;
import io.omniedge.gateway.configuration.metatype.ObjectClass;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Executor;
import org.eclipse.kura.KuraException;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleEvent;
import org.osgi.service.metatype.MetaTypeInformation;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.util.tracker.BundleTrackerCustomizer;

/**
 * Reads the metatype files of active bundles. MetaTypeService says which component names there are;
 * the file of each is read here, and of it the object class of that name.
 *
 * <p>The framework waits while it tells of a bundle, with locks in its hands. So only reading is
 * done at once, after which no update goes unchecked; configuring is left to the executor.
 */
final class BundleMetatypes implements BundleTrackerCustomizer<Long> {
  private final GatewayConfiguration configuration;
  private final MetaTypeService metatype;
  private final Executor executor;
  private final Logger log;

  BundleMetatypes(
      GatewayConfiguration configuration, MetaTypeService metatype, Executor executor, Logger log) {
    this.configuration = configuration;
    this.metatype = metatype;
    this.executor = executor;
    this.log = log;
  }

  @Override
  public Long addingBundle(Bundle bundle, @Nullable BundleEvent event) {
    long id = bundle.getBundleId();
    try {
      List<Definition> definitions = definitions(bundle);
      if (!definitions.isEmpty()) {
        configuration.bundleDescribed(id, definitions);
        executor.execute(() -> configure(bundle));
      }
    } catch (RuntimeException e) {
      // One bundle's trouble, for instance being uninstalled meanwhile, is not the next one's.
      log.log(Level.ERROR, "cannot read what " + bundle + " says of its components", e);
    }
    return id;
  }

  @Override
  public void modifiedBundle(Bundle bundle, @Nullable BundleEvent event, Long id) {}

  @Override
  public void removedBundle(Bundle bundle, @Nullable BundleEvent event, Long id) {
    configuration.bundleGone(id);
  }

  private void configure(Bundle bundle) {
    try {
      configuration.configure(bundle.getBundleId());
    } catch (KuraException | RuntimeException e) {
      log.log(Level.ERROR, "cannot configure the components of " + bundle, e);
    }
  }

  private List<Definition> definitions(Bundle bundle) {
    MetaTypeInformation information = metatype.getMetaTypeInformation(bundle);
    if (information == null) {
      return List.of();
    }
    TreeMap<String, Boolean> factoryByPid = new TreeMap<>();
    for (String pid : information.getPids()) {
      factoryByPid.put(pid, false);
    }
    for (String pid : information.getFactoryPids()) {
      factoryByPid.put(pid, true);
    }
    List<Definition> definitions = new ArrayList<>();
    factoryByPid.forEach(
        (pid, factory) -> {
          Definition definition = definition(bundle, pid, factory);
          if (definition != null) {
            definitions.add(definition);
          }
        });
    return definitions;
  }

  private @Nullable Definition definition(Bundle bundle, String pid, boolean factory) {
    String path = "OSGI-INF/metatype/" + pid + ".xml";
    URL file = bundle.getEntry(path);
    if (file == null) {
      // Usual for bundles that were not written for Kura; for ours it is a file of the wrong name.
      log.log(Level.DEBUG, bundle + " describes " + pid + ", but not in " + path + ": ignored");
      return null;
    }
    try (InputStream in = file.openStream()) {
      for (ObjectClass objectClass : MetatypeReader.read(in)) {
        if (objectClass.id().equals(pid)) {
          return new Definition(objectClass, factory);
        }
      }
      log.log(Level.WARNING, path + " of " + bundle + " has no object class " + pid + ": ignored");
    } catch (IOException | IllegalArgumentException e) {
      log.log(Level.ERROR, path + " of " + bundle + " is ignored: " + e.getMessage());
    }
    return null;
  }
}
