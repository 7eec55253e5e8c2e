package io.omniedge.gateway.monitoring.osgi;

import io.omniedge.gateway.api.GatewayHealth;
import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.HealthFinding;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.plugin.PluginSnapshot;
import io.omniedge.gateway.monitoring.http.ListenSettings;
import io.omniedge.gateway.monitoring.http.MetricsServer;
import io.omniedge.gateway.monitoring.metrics.GatewayMetrics;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Metrics of the gateway for Prometheus. */
@Component(
    name = MetricsComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = MetricsComponent.Form.class)
public final class MetricsComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.gateway.monitoring.Metrics";

  private static final Logger LOG = System.getLogger(MetricsComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge metrics",
      description =
          "State and traffic of tunnels and peers for Prometheus, at http://ADDRESS:PORT/metrics.")
  @interface Form {
    @AttributeDefinition(name = "Enabled", description = "Off closes the port.")
    boolean enabled() default true;

    @AttributeDefinition(
        name = "Addresses",
        description =
            "Addresses of this gateway where metrics are offered, separated by commas. That of a"
                + " tunnel makes them known to its peers. 0.0.0.0 or a public address needs a"
                + " token.",
        min = "1",
        max = "1000")
    String address() default ListenSettings.DEFAULT_ADDRESS;

    @AttributeDefinition(
        name = "Port",
        description = "TCP port of the metrics.",
        min = "1",
        max = "65535")
    int port() default ListenSettings.DEFAULT_PORT;

    @AttributeDefinition(
        name = "Token",
        description =
            "16 to 200 characters that a client has to send as bearer token; empty asks for none.",
        type = AttributeType.PASSWORD,
        required = false,
        max = "200")
    String token() default "";
  }

  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final MetricsServer server;
  private volatile @Nullable GatewayHealth health;
  private volatile @Nullable PluginInventory inventory;
  private volatile List<String> problems = List.of();

  // Guarded by this: the component runtime binds and modifies from threads of its own.
  private @Nullable CryptoService crypto;
  private Map<String, Object> properties = Map.of();

  /** Called by the component runtime. */
  @Activate
  public MetricsComponent(BundleContext context) {
    var version = context.getBundle().getVersion();
    GatewayMetrics metrics =
        new GatewayMetrics(
            version.getMajor() + "." + version.getMinor() + "." + version.getMicro(),
            () -> tunnels,
            this::findings,
            this::plugins,
            InstantSource.system());
    server = new MetricsServer(metrics::collect);
  }

  private List<HealthFinding> findings() {
    GatewayHealth bound = health;
    return bound == null ? List.of() : bound.check();
  }

  private List<PluginSnapshot> plugins() {
    PluginInventory bound = inventory;
    return bound == null ? List.of() : bound.plugins();
  }

  /** New properties; wrong ones are told, and it goes on listening where it did. */
  @Activate
  @Modified
  synchronized void modified(Map<String, Object> changed) {
    properties = Map.copyOf(changed);
    FormProperties form = new FormProperties(properties);
    CryptoService bound = crypto;
    ListenSettings settings = ListenSettings.read(form, bound == null ? null : bound::decryptAes);
    if (form.problems().isEmpty()) {
      server.listen(settings);
    }
    List<String> told = problems;
    problems = List.copyOf(form.problems());
    for (String problem : problems) {
      // The same properties may come twice, as when a file is taken over by the configuration.
      if (!told.contains(problem)) {
        LOG.log(Level.ERROR, "{0}: {1}", PID, problem);
      }
    }
  }

  @Override
  public List<String> problems() {
    return problems;
  }

  @Deactivate
  void deactivate() {
    server.close();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindHealth(GatewayHealth bound) {
    health = bound;
  }

  void unbindHealth(GatewayHealth unbound) {
    if (health == unbound) {
      health = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindCrypto(CryptoService bound) {
    crypto = bound;
    if (!properties.isEmpty()) {
      modified(properties);
    }
  }

  synchronized void unbindCrypto(CryptoService unbound) {
    if (crypto == unbound) {
      crypto = null;
    }
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindPlugins(PluginInventory bound) {
    inventory = bound;
  }

  void unbindPlugins(PluginInventory unbound) {
    if (inventory == unbound) {
      inventory = null;
    }
  }
}
