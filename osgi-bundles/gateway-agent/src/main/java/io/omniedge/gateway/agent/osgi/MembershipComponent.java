package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.agent.Agent;
import io.omniedge.gateway.agent.AgentContext;
import io.omniedge.gateway.agent.AgentSettings;
import io.omniedge.gateway.agent.enrol.Enrolment;
import io.omniedge.gateway.agent.enrol.HardwareSerial;
import io.omniedge.gateway.agent.home.Home;
import io.omniedge.gateway.agent.link.PahoLink;
import io.omniedge.gateway.agent.time.EffectiveTime;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.protocol.config.ReportedConfiguration.PropertyError;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
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

/** Membership of a network; one for a gateway, for a gateway is one device of one manager. */
@Component(
    name = MembershipComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=omniedge", "osgi.command.function=status"})
@Designate(ocd = MembershipComponent.Form.class)
public final class MembershipComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.gateway.agent.Membership";

  private static final Logger LOG = System.getLogger(MembershipComponent.class.getName());

  /** The form in the web pages of Kura, of our own runtime and of the manager. */
  @ObjectClassDefinition(
      id = PID,
      name = "VpnClient OmniEdge membership",
      description =
          "Makes this gateway a member of a network whose manager decides about peers, routes and"
              + " rules.")
  @interface Form {
    @AttributeDefinition(
        name = "Enabled",
        description = "Off takes the gateway off the network and keeps its membership.")
    boolean enabled() default true;

    @AttributeDefinition(
        name = "Setup key",
        description =
            "What the manager gave for this gateway: omniedge://manager:8443/?key=...&ca=... It is"
                + " needed once. Another one makes another membership; the one there is stays until"
                + " that succeeded.",
        type = AttributeType.PASSWORD,
        required = false,
        max = "1000")
    String setupKey() default "";

    @AttributeDefinition(
        name = "Provisioning file",
        description =
            "A file with a setup key, as on the boot partition of a card. It is used while the"
                + " field above is empty, and deleted once it was.",
        required = false,
        max = "1000")
    String provisioningFile() default "/boot/firmware/omniedge-setup-key";

    @AttributeDefinition(
        name = "Name",
        description = "Host name in the network; empty for that of the system.",
        required = false,
        max = "63")
    String name() default "";

    @AttributeDefinition(
        name = "Interface",
        description = "Name of the network interface, as ip link shows it.",
        min = "1",
        max = "15")
    String interfaceName() default "omnimesh0";

    @AttributeDefinition(
        name = "Listen port",
        description = "UDP port on which peers reach this gateway; 0 lets the system choose one.",
        min = "0",
        max = "65535")
    int listenPort() default 51821;

    @AttributeDefinition(
        name = "MTU",
        description = "Largest packet inside the tunnel, in bytes.",
        min = "1280",
        max = "9000")
    int mtu() default 1420;

    @AttributeDefinition(
        name = "Public endpoints",
        description =
            "Where peers reach this gateway from outside, separated by commas: host:port or [IPv6"
                + " address]:port. Empty tells the manager the gateway's own addresses.",
        required = false,
        max = "1000")
    String publicEndpoints() default "";

    @AttributeDefinition(
        name = "Offered networks",
        description =
            "Networks behind this gateway that it would serve, separated by commas:"
                + " 192.168.7.0/24. 0.0.0.0/0 and ::/0 offer an exit node. The manager decides.",
        required = false,
        max = "2000")
    String offeredRoutes() default "";

    @AttributeDefinition(
        name = "Offer the LAN",
        description = "Offers the private networks that the gateway is connected to, too.")
    boolean advertiseLan() default false;

    @AttributeDefinition(
        name = "Exit node",
        description =
            "Through whom machines behind this gateway reach what is in no network of the mesh:"
                + " the name of a device, or auto. Without one that the policy allows nothing"
                + " leaves. Empty uses none.",
        required = false,
        max = "63")
    String exitNode() default "";

    @AttributeDefinition(
        name = "Answer names",
        description =
            "Answers names of the network to this gateway, and at its address in the network.")
    boolean names() default true;

    @AttributeDefinition(
        name = "Address for names",
        description = "Address of this gateway where names are answered, at port 53.",
        required = false,
        max = "45")
    String namesAddress() default "127.0.0.77";

    @AttributeDefinition(
        name = "Tell systemd-resolved",
        description =
            "Has systemd-resolved ask here for names of the network. Off changes no settings of the"
                + " system.")
    boolean splitNames() default false;
  }

  private final Framework framework;
  private final Agent agent;
  private volatile List<String> formProblems = List.of();

  // Guarded by this: the component runtime binds and modifies from threads of its own.
  private @Nullable CryptoService crypto;
  private Map<String, Object> properties = Map.of();
  private boolean isConfigured;

  /** Called by the component runtime. */
  @Activate
  public MembershipComponent(
      BundleContext context,
      @Reference ConfigurationService configuration,
      @Reference MeshTunnels tunnels)
      throws IOException {
    framework = new Framework(context);
    Home home = Home.open(framework.dataDirectory().resolve("membership"));
    EffectiveTime time =
        new EffectiveTime(
            InstantSource.system(),
            Math.max(framework.builtSeconds(), home.timeFloor()),
            seconds -> keep(home, seconds));
    agent =
        new Agent(
            new AgentContext(
                home,
                time,
                new Enrolment(time),
                PahoLink::open,
                tunnels,
                new KuraComponents(configuration, home.salt(), pids -> complaints(pids)),
                new PluginServices(context),
                new ReportService(context),
                Map.of("restart", framework::restart, AlarmAction.NAME, new AlarmAction(context)),
                framework::log,
                framework.versions(),
                HardwareSerial.read(Path.of("/")),
                new SecureRandom()));
  }

  /** What the components of these names say is wrong, and what is wrong in our own form. */
  List<PropertyError> complaints(Set<String> pids) {
    List<PropertyError> complaints = new ArrayList<>(framework.complaints(pids));
    if (pids.contains(PID)) {
      for (String problem : formProblems) {
        complaints.add(Framework.complaint(PID, problem));
      }
    }
    return complaints;
  }

  private static void keep(Home home, long seconds) {
    try {
      home.storeTimeFloor(seconds);
    } catch (IOException e) {
      LOG.log(Level.WARNING, "the time floor cannot be stored: {0}", e.getMessage());
    }
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Activate
  @Modified
  synchronized void modified(Map<String, Object> changed) {
    properties = Map.copyOf(changed);
    FormProperties form = new FormProperties(properties);
    CryptoService bound = crypto;
    AgentSettings settings =
        MembershipForm.read(form, bound == null ? null : bound::decryptAes, Framework.hostName());
    List<String> told = formProblems;
    formProblems = List.copyOf(form.problems());
    for (String problem : formProblems) {
      // The same properties may come twice, as when a file is taken over by the configuration.
      if (!told.contains(problem)) {
        LOG.log(Level.ERROR, "{0}: {1}", PID, problem);
      }
    }
    agent.mistakes(formProblems);
    // After a boot nothing is in force: a mistake in one field must not keep a gateway off its
    // network, from where somebody could correct it.
    if (formProblems.isEmpty() || !isConfigured) {
      isConfigured = true;
      agent.configure(settings);
    }
  }

  @Override
  public List<String> problems() {
    // The agent repeats the mistakes of the form a moment later, and not while it is switched off.
    Set<String> problems = new LinkedHashSet<>(formProblems);
    problems.addAll(agent.problems());
    return List.copyOf(problems);
  }

  /** A line for {@code omniedge-gateway status}, and one for each problem. */
  public String status() {
    StringBuilder text = new StringBuilder(agent.status().text()).append('\n');
    for (String problem : problems()) {
      text.append("  ").append(problem).append('\n');
    }
    return text.toString();
  }

  @Deactivate
  void deactivate() {
    agent.close();
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
}
