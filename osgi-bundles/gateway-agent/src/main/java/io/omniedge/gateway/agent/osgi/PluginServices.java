package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.Plugins;
import io.omniedge.gateway.api.exit.ExitAdvisor;
import io.omniedge.gateway.api.exit.ExitContext;
import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
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
    return asked(PluginInventory.class, PluginInventory::plugins).orElse(List.of());
  }

  @Override
  public Optional<String> choose(ExitContext present) {
    return asked(ExitAdvisor.class, advisor -> advisor.choose(present)).flatMap(answer -> answer);
  }

  @Override
  public void contextChanged(ExitContext present) {
    Optional<Boolean> unused =
        asked(
            ExitAdvisor.class,
            advisor -> {
              advisor.contextChanged(present);
              return true;
            });
  }

  @Override
  public long generation() {
    return asked(ExitAdvisor.class, ExitAdvisor::generation).orElse(-1L);
  }

  private <S, T> Optional<T> asked(Class<S> type, Function<S, T> question) {
    return Services.asked(context, type, question);
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
