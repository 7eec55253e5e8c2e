package io.omniedge.gateway.health.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.health.Check;
import io.omniedge.gateway.health.ClockCheck;
import io.omniedge.gateway.health.DiskCheck;
import io.omniedge.gateway.health.MemoryCheck;
import io.omniedge.gateway.health.TunnelCheck;
import io.omniedge.gateway.health.Verdict;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.MetaTypeService;

/** Offers our checks to whoever runs health checks. */
@Component(
    name = "io.omniedge.gateway.health.Checks",
    service = {},
    immediate = true)
public final class ChecksComponent {
  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final List<SelfChecked> agents = new CopyOnWriteArrayList<>();
  private final List<ServiceRegistration<HealthCheck>> offered;
  private volatile @Nullable ConfigurationService configuration;

  /** Called by the component runtime. */
  @Activate
  public ChecksComponent(
      BundleContext context,
      @Reference ServiceComponentRuntime components,
      @Reference MetaTypeService metatype) {
    // Both are there on every gateway: the launcher and the build write them.
    String data = Objects.requireNonNull(context.getProperty("io.omniedge.data"));
    String built = Objects.requireNonNull(context.getBundle().getHeaders("").get("OmniEdge-Built"));
    List<Check> checks =
        List.of(
            new TunnelCheck(() -> tunnels, InstantSource.system()),
            new MembershipCheck(() -> agents),
            new ComponentCheck(context, components, metatype),
            new ConfigurationCheck(() -> configuration),
            new DiskCheck(Path.of(data)),
            MemoryCheck.ofHeap(),
            new ClockCheck(InstantSource.system(), Instant.parse(built)));
    offered = checks.stream().map(check -> offer(context, check)).toList();
  }

  /** The tag is the one that is asked for by whoever asks for none. */
  @SuppressWarnings("JdkObsolete") // the OSGi API wants a Dictionary
  private static ServiceRegistration<HealthCheck> offer(BundleContext context, Check check) {
    Map<String, Object> properties =
        Map.of(HealthCheck.NAME, check.name(), HealthCheck.TAGS, "default");
    return context.registerService(
        HealthCheck.class, () -> result(check), new Hashtable<>(properties));
  }

  private static Result result(Check check) {
    Verdict verdict = check.look();
    return new Result(
        switch (verdict.status()) {
          case OK -> Result.Status.OK;
          case WARN -> Result.Status.WARN;
          case CRITICAL -> Result.Status.CRITICAL;
        },
        verdict.message());
  }

  @Deactivate
  void deactivate() {
    offered.forEach(ServiceRegistration::unregister);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(
      cardinality = ReferenceCardinality.MULTIPLE,
      policy = ReferencePolicy.DYNAMIC,
      target = "(kura.service.pid=io.omniedge.gateway.agent.Membership)")
  void bindAgent(SelfChecked agent) {
    agents.add(agent);
  }

  void unbindAgent(SelfChecked agent) {
    agents.remove(agent);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindConfiguration(ConfigurationService bound) {
    configuration = bound;
  }

  void unbindConfiguration(ConfigurationService unbound) {
    if (configuration == unbound) {
      configuration = null;
    }
  }
}
