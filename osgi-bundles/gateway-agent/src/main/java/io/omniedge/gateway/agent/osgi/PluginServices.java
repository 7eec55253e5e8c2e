package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.Plugins;
import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;

/**
 * The plugins as the bundle that runs them tells, if there is one; and for it, where packages come
 * from: a service for as long as this gateway is a member. One thread.
 */
final class PluginServices implements Plugins {
  private final BundleContext context;
  private @Nullable ServiceRegistration<PackageSource> registration;

  PluginServices(BundleContext context) {
    this.context = context;
  }

  @Override
  public List<PluginSnapshot> now() {
    ServiceReference<PluginInventory> reference =
        context.getServiceReference(PluginInventory.class);
    PluginInventory inventory = reference == null ? null : context.getService(reference);
    if (reference == null || inventory == null) {
      return List.of();
    }
    try {
      return inventory.plugins();
    } finally {
      context.ungetService(reference);
    }
  }

  @Override
  public void source(Optional<PackageSource> source) {
    ServiceRegistration<PackageSource> former = registration;
    // The new one first: who fetches with it is not left without one between the two.
    registration =
        source.map(fresh -> context.registerService(PackageSource.class, fresh, null)).orElse(null);
    if (former != null) {
      former.unregister();
    }
  }
}
