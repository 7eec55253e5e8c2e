package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.LogLine;
import io.omniedge.gateway.api.RecentLog;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.console.web.Gateway;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.ResultLog;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;

/** The gateway as the framework tells it. */
final class FrameworkGateway implements Gateway {
  private final BundleContext context;
  private final ConfigurationService configuration;
  private final ServiceComponentRuntime components;
  private final Collection<GatewayTunnel> tunnels;
  private final Supplier<@Nullable HealthCheckExecutor> health;

  FrameworkGateway(
      BundleContext context,
      ConfigurationService configuration,
      ServiceComponentRuntime components,
      Collection<GatewayTunnel> tunnels,
      Supplier<@Nullable HealthCheckExecutor> health) {
    this.context = context;
    this.configuration = configuration;
    this.components = components;
    this.tunnels = tunnels;
    this.health = health;
  }

  @Override
  public String name() {
    return HostName.read();
  }

  @Override
  public String version() {
    return context.getBundle().getVersion().toString();
  }

  @Override
  public List<TunnelSnapshot> tunnels() {
    return tunnels.stream()
        .map(GatewayTunnel::snapshot)
        .sorted(Comparator.comparing(TunnelSnapshot::id))
        .toList();
  }

  @Override
  public List<Module> modules() {
    List<Module> modules = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      String name = String.valueOf(bundle.getSymbolicName());
      String title = bundle.getHeaders("").get(Constants.BUNDLE_NAME);
      modules.add(
          new Module(
              name,
              title == null ? name : title,
              bundle.getVersion().toString(),
              state(bundle),
              name.startsWith("io.omniedge.")));
    }
    modules.sort(
        Comparator.comparing((Module module) -> !module.ours()).thenComparing(Module::name));
    return modules;
  }

  private static String state(Bundle bundle) {
    boolean fragment = bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null;
    return switch (bundle.getState()) {
      case Bundle.ACTIVE -> "active";
      case Bundle.RESOLVED -> fragment ? "active" : "resolved";
      case Bundle.INSTALLED -> "not resolved";
      case Bundle.STARTING -> "starting";
      case Bundle.STOPPING -> "stopping";
      default -> "uninstalled";
    };
  }

  @Override
  public List<Check> health() {
    HealthCheckExecutor executor = health.get();
    if (executor == null) {
      return List.of();
    }
    List<Check> checks = new ArrayList<>();
    for (HealthCheckExecutionResult result : executor.execute(HealthCheckSelector.empty())) {
      Result outcome = result.getHealthCheckResult();
      StringBuilder text = new StringBuilder();
      for (ResultLog.Entry entry : outcome) {
        text.append(text.isEmpty() ? "" : "\n").append(entry.getMessage());
      }
      checks.add(
          new Check(
              result.getHealthCheckMetadata().getTitle(),
              outcome.getStatus().name(),
              text.toString()));
    }
    checks.sort(Comparator.comparing(Check::name));
    return checks;
  }

  @Override
  public List<LogLine> log(int most) {
    ServiceReference<RecentLog> reference = context.getServiceReference(RecentLog.class);
    RecentLog recent = reference == null ? null : context.getService(reference);
    if (reference == null || recent == null) {
      return List.of();
    }
    List<LogLine> lines = new ArrayList<>(recent.newest(most));
    context.ungetService(reference);
    Collections.reverse(lines);
    return lines;
  }

  @Override
  public List<String> targets(String factoryPid, String reference) {
    TreeSet<String> filters = new TreeSet<>();
    for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs()) {
      if (component.name.equals(factoryPid)) {
        for (ReferenceDTO described : component.references) {
          if (described.name.equals(reference)) {
            filters.addAll(instances(described.interfaceName));
          }
        }
      }
    }
    return List.copyOf(filters);
  }

  private List<String> instances(String interfaceName) {
    List<String> filters = new ArrayList<>();
    try {
      ServiceReference<?>[] found =
          context.getAllServiceReferences(
              interfaceName, "(" + ConfigurationService.KURA_SERVICE_PID + "=*)");
      if (found != null) {
        for (ServiceReference<?> service : found) {
          filters.add(
              "("
                  + ConfigurationService.KURA_SERVICE_PID
                  + "="
                  + service.getProperty(ConfigurationService.KURA_SERVICE_PID)
                  + ")");
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(interfaceName, e);
    }
    return filters;
  }

  @Override
  public List<String> problems(String pid) {
    List<String> problems = new ArrayList<>();
    try {
      for (ServiceReference<SelfChecked> reference :
          context.getServiceReferences(SelfChecked.class, null)) {
        SelfChecked component =
            pid.equals(reference.getProperty(ConfigurationService.KURA_SERVICE_PID))
                ? context.getService(reference)
                : null;
        if (component != null) {
          problems.addAll(component.problems());
          context.ungetService(reference);
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException(e);
    }
    return problems;
  }

  @Override
  public ConfigurationService configuration() {
    return configuration;
  }
}
