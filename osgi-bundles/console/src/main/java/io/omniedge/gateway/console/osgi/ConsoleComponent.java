package io.omniedge.gateway.console.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.access.SignInMethod;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.gateway.console.listen.LanAddresses;
import io.omniedge.gateway.console.session.Sessions;
import io.omniedge.gateway.console.tls.GatewayCertificate;
import io.omniedge.gateway.console.traffic.TrafficHistory;
import io.omniedge.gateway.console.users.SetupCode;
import io.omniedge.gateway.console.users.Users;
import io.omniedge.gateway.console.web.Access;
import io.omniedge.gateway.console.web.ConsoleServlet;
import jakarta.servlet.Servlet;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Hashtable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.webconsole.spi.SecurityProvider;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.configuration.ConfigurationService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The web page: brings its parts together and keeps the listeners where the LAN is. */
@Component(
    name = ConsoleComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = ConsoleComponent.Form.class)
public final class ConsoleComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.gateway.console.WebPage";

  private static final Logger LOG = System.getLogger(ConsoleComponent.class.getName());

  /** The form in this page. */
  @ObjectClassDefinition(
      id = PID,
      name = "Web page",
      description =
          "Where this page is to be had. It is always on the gateway itself, and on private"
              + " addresses of its networks; never on public ones.")
  @interface Form {
    @AttributeDefinition(name = "Port", description = "TCP port.", min = "1", max = "65535")
    int port() default 8443;

    @AttributeDefinition(
        name = "Interfaces",
        description =
            "Network interfaces with this page, separated by commas: eth0, wlan0. Empty for all"
                + " with private addresses that are no tunnels; \"none\" for the gateway itself"
                + " alone.",
        required = false,
        max = "200")
    String interfaces() default "";

    @AttributeDefinition(
        name = "Minutes until sign-out",
        description = "After how many minutes without a click one has to sign in again.",
        min = "1",
        max = "720")
    int idleMinutes() default 30;

    @AttributeDefinition(
        name = "System console",
        description =
            "Administrators may use the Web Console of Apache Felix, below /system/console.")
    boolean systemConsole() default true;
  }

  private static final long ADDRESS_SECONDS = 5;
  private static final String NOT_TOLD_YET = "the port is in use";

  private final BundleContext context;
  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final TrafficHistory traffic = new TrafficHistory();
  private final ScheduledExecutorService timer =
      new ScheduledThreadPoolExecutor(
          1,
          task -> {
            Thread thread = new Thread(task, "web page");
            thread.setDaemon(true);
            return thread;
          });
  private final List<ServiceRegistration<?>> registrations = new ArrayList<>();
  private final Path keyStore;
  private final WebServer server;
  private final Listeners listeners;
  private final VendorService vendors;
  private volatile @Nullable HealthCheckExecutor health;
  private volatile List<String> problems = List.of();
  private volatile Settings settings;

  /** Where the page is, which is not where it should be if that cannot be. */
  private volatile int port;

  /** Why the page is nowhere; empty if it is there. */
  private volatile String failure = "";

  /** What is in force. */
  private record Settings(
      int port, Set<String> interfaces, boolean loopbackOnly, long idleNanos, boolean console) {}

  /** Starts the page; the web server goes on by itself. */
  @Activate
  public ConsoleComponent(
      BundleContext context,
      Map<String, Object> properties,
      @Reference ConfigurationService configuration,
      @Reference ConfigurationAdmin admin,
      @Reference ServiceComponentRuntime components)
      throws IOException {
    this.context = context;
    this.settings = settings(properties);
    Path folder = Path.of(String.valueOf(context.getProperty("io.omniedge.data")), "console");
    PrivateFile.makeDirectory(folder);
    this.keyStore = folder.resolve("certificate.p12");
    SecureRandom random = new SecureRandom();
    GatewayCertificate certificate =
        GatewayCertificate.loadOrMake(keyStore, names(), Instant.now(), random);
    Users users = Users.load(folder.resolve("users"), random);
    SetupCode setupCode = new SetupCode(random);
    Sessions sessions = new Sessions(random);
    this.vendors = new VendorService(context, sessions, () -> settings.idleNanos);
    Access access =
        new Access(
            users,
            sessions,
            setupCode,
            vendors.vendors(),
            () -> settings.idleNanos,
            System::nanoTime);
    this.server = new WebServer(admin);
    this.listeners = new Listeners(context);
    FrameworkGateway gateway =
        new FrameworkGateway(context, configuration, components, tunnels, () -> health);
    register(
        Servlet.class,
        new ConsoleServlet(gateway, access, traffic),
        Map.of(
            "osgi.http.whiteboard.servlet.pattern", "/*",
            "osgi.http.whiteboard.servlet.name", "omniedge"));
    register(
        SecurityProvider.class,
        new SystemConsoleAccess(access, () -> settings.console),
        Map.of(SecurityProvider.PROPERTY_ID, SystemConsoleAccess.ID));
    register(
        ConsoleCommands.class,
        new ConsoleCommands(users, access, setupCode, certificate, this::addresses),
        Map.of(
            "osgi.command.scope",
            "omniedge",
            "osgi.command.function",
            new String[] {"status", "password"}));
    this.port = settings.port;
    try {
      server.open(port, keyStore);
      followAddresses();
    } catch (IOException e) {
      // Our own page of a moment ago may have it still: it is told of when it is so for longer.
      failure = NOT_TOLD_YET;
    }
    Future<?> unusedSampling =
        timer.scheduleAtFixedRate(this::measure, 0, TrafficHistory.STEP_SECONDS, TimeUnit.SECONDS);
    Future<?> unusedFollowing =
        timer.scheduleWithFixedDelay(
            this::followAddresses, ADDRESS_SECONDS, ADDRESS_SECONDS, TimeUnit.SECONDS);
    if (users.isEmpty()) {
      LOG.log(
          Level.INFO,
          "the web page has no user yet; \"omniedge-gateway status\" shows address and setup code");
    }
  }

  @SuppressWarnings("JdkObsolete") // the framework takes a Dictionary, and this is the only one
  private <T> void register(Class<T> type, T service, Map<String, Object> properties) {
    registrations.add(context.registerService(type, service, new Hashtable<>(properties)));
  }

  /** New properties; the server moves a moment later, so that who changed it gets an answer. */
  @Modified
  void modified(Map<String, Object> properties) {
    settings = settings(properties);
    Future<?> unused =
        timer.schedule(
            () -> {
              try {
                int wanted = settings.port;
                server.open(wanted, keyStore);
                port = wanted;
                failure = "";
                followAddresses();
              } catch (IOException e) {
                LOG.log(
                    Level.ERROR,
                    "the web page cannot move to port {0} and stays where it is: {1}",
                    String.valueOf(settings.port),
                    e.getMessage());
              }
            },
            1,
            TimeUnit.SECONDS);
  }

  /** From a file it may be text, and nobody has checked it: what is wrong has its default. */
  private Settings settings(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    Set<String> interfaces = new TreeSet<>();
    for (String name : form.text("interfaces").split(",")) {
      if (!name.isBlank()) {
        interfaces.add(name.strip());
      }
    }
    boolean loopbackOnly = interfaces.equals(Set.of("none"));
    Settings read =
        new Settings(
            form.number("port", 8443, 1, 65535),
            loopbackOnly ? Set.of() : interfaces,
            loopbackOnly,
            TimeUnit.MINUTES.toNanos(form.number("idleMinutes", 30, 1, 720)),
            form.flag("systemConsole", true));
    problems = List.copyOf(form.problems());
    for (String problem : problems) {
      LOG.log(Level.ERROR, "{0}: {1}", PID, problem);
    }
    return read;
  }

  @Override
  public List<String> problems() {
    return failure.isEmpty()
        ? problems
        : Stream.concat(
                problems.stream(), Stream.of("port = \"" + port + "\": no web page: " + failure))
            .toList();
  }

  /** Tries again where the page could not be. */
  private boolean isOpen() {
    if (failure.isEmpty()) {
      return true;
    }
    try {
      server.open(port, keyStore);
      failure = "";
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (!failure.equals(reason)) {
        LOG.log(
            Level.ERROR,
            "no web page at {0}: {1}; tried again every {2} s",
            url(),
            reason,
            ADDRESS_SECONDS);
      }
      failure = reason;
    }
    return failure.isEmpty();
  }

  private String url() {
    return "https://" + WebServer.HOST + ":" + port + "/";
  }

  private void followAddresses() {
    try {
      if (!isOpen()) {
        return;
      }
      Settings now = settings;
      Collection<InetAddress> wanted = new LinkedHashSet<>();
      if (!now.loopbackOnly) {
        wanted.addAll(LanAddresses.present(now.interfaces));
      }
      listeners.follow(wanted, port, keyStore);
    } catch (SocketException | RuntimeException e) {
      LOG.log(Level.ERROR, "the addresses of the web page cannot be followed", e);
    }
  }

  private List<String> addresses() {
    List<String> lines = new ArrayList<>(listeners.describe());
    lines.add(url() + (failure.isEmpty() ? "" : " not there: " + failure));
    return lines;
  }

  private void measure() {
    try {
      traffic.measure(
          tunnels.stream().map(GatewayTunnel::snapshot).toList(), System.nanoTime(), Instant.now());
    } catch (RuntimeException e) {
      // One bad measurement must not end the others.
      LOG.log(Level.ERROR, "traffic cannot be measured", e);
    }
  }

  /** By which a browser may reach this gateway. */
  private static Set<String> names() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    String host = HostName.read();
    names.add(host);
    if (host.indexOf('.') < 0) {
      names.add(host + ".local");
    }
    names.add("localhost");
    names.add("127.0.0.1");
    for (InetAddress address : LanAddresses.present(Set.of())) {
      names.add(GatewayCertificate.name(address));
    }
    return names;
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
  void bindHealth(HealthCheckExecutor executor) {
    health = executor;
  }

  void unbindHealth(HealthCheckExecutor executor) {
    if (health == executor) {
      health = null;
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindSignInMethod(SignInMethod method) {
    vendors.add(method);
  }

  void unbindSignInMethod(SignInMethod method) {
    vendors.remove(method);
  }

  @Deactivate
  void deactivate() throws IOException {
    timer.shutdownNow();
    registrations.forEach(ServiceRegistration::unregister);
    vendors.close();
    listeners.close();
    server.close();
  }
}
