package io.omniedge.gateway.configuration.osgi;

import io.omniedge.gateway.configuration.GatewayConfiguration;
import io.omniedge.gateway.configuration.snapshot.SnapshotStore;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.kura.KuraException;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.eclipse.kura.configuration.SelfConfiguringComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.metatype.MetaTypeService;
import org.osgi.util.tracker.BundleTracker;

/**
 * The ConfigurationService of the framework. It is there once the newest snapshot is in force;
 * bundles get their defaults on a thread of ours, soon after they became active.
 */
@Component(
    name = "io.omniedge.gateway.configuration",
    service = {ConfigurationService.class, ConfigurationListener.class},
    immediate = true)
public final class ConfigurationComponent extends GatewayConfiguration
    implements ConfigurationListener {
  private static final System.Logger LOG =
      System.getLogger(ConfigurationComponent.class.getPackageName());

  private final ExecutorService executor;
  private final BundleTracker<Long> bundles;
  private final SelfDescribed selfDescribed;

  @Activate
  public ConfigurationComponent(
      BundleContext context,
      @Reference ConfigurationAdmin admin,
      @Reference MetaTypeService metatype,
      @Reference CryptoService crypto)
      throws IOException {
    super(
        admin,
        crypto,
        new SnapshotStore(Directories.snapshots(context), crypto, Clock.systemUTC(), LOG),
        LOG);
    this.executor =
        Executors.newSingleThreadExecutor(
            task -> {
              Thread thread = new Thread(task, "configuration");
              thread.setDaemon(true);
              return thread;
            });
    this.selfDescribed = new SelfDescribed(this, executor, LOG);
    this.bundles =
        new BundleTracker<>(
            context, Bundle.ACTIVE, new BundleMetatypes(this, metatype, executor, LOG));
  }

  /** After the components that run already were announced. */
  @Activate
  void open() throws KuraException {
    start();
    bundles.open();
  }

  @Override
  public void configurationEvent(ConfigurationEvent event) {
    if (event.getType() == ConfigurationEvent.CM_UPDATED && event.getFactoryPid() == null) {
      try {
        executor.execute(() -> adoptOrTell(event.getPid()));
      } catch (RejectedExecutionException e) {
        LOG.log(System.Logger.Level.DEBUG, "we are being stopped", e);
      }
    }
  }

  private void adoptOrTell(String pid) {
    try {
      adopt(pid);
    } catch (KuraException e) {
      LOG.log(System.Logger.Level.ERROR, "the configuration of " + pid + " is not taken over", e);
    }
  }

  @Deactivate
  void close() {
    bundles.close();
    executor.shutdown();
  }

  @Reference(
      service = ConfigurableComponent.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addComponent(ServiceReference<ConfigurableComponent> component) {
    track(component);
  }

  void removeComponent(ServiceReference<ConfigurableComponent> component) {
    untrack(component);
  }

  @Reference(
      service = SelfConfiguringComponent.class,
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC)
  void addSelfConfiguring(
      ServiceReference<SelfConfiguringComponent> reference, SelfConfiguringComponent component) {
    if (selfDescribed.add(reference, component)) {
      track(reference);
    }
  }

  void removeSelfConfiguring(ServiceReference<SelfConfiguringComponent> reference) {
    untrack(reference);
    selfDescribed.remove(reference);
  }
}
