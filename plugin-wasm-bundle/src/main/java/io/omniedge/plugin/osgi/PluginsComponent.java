package io.omniedge.plugin.osgi;

import io.omniedge.gateway.api.DataDirectory;
import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.Leisure;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.access.SignedInAddresses;
import io.omniedge.gateway.api.compliance.EvidenceLog;
import io.omniedge.gateway.api.data.PointReader;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.api.plugin.EventSink;
import io.omniedge.gateway.api.plugin.PackageSource;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.plugin.dispatch.CompliancePlugins;
import io.omniedge.plugin.dispatch.EventHooks;
import io.omniedge.plugin.dispatch.ExitPlugins;
import io.omniedge.plugin.dispatch.FlowPlugins;
import io.omniedge.plugin.dispatch.ReportPlugins;
import io.omniedge.plugin.dispatch.SignInPlugins;
import io.omniedge.plugin.dispatch.TriagePlugins;
import io.omniedge.plugin.engine.ChicoryEngine;
import io.omniedge.plugin.host.InstalledPlugin;
import io.omniedge.plugin.host.PluginEnvironment;
import io.omniedge.plugin.host.PluginSettings;
import io.omniedge.plugin.host.Plugins;
import io.omniedge.plugin.host.Trust;
import io.omniedge.plugin.http.PluginHttp;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import io.omniedge.plugin.pack.SemanticVersion;
import io.omniedge.plugin.store.Inbox;
import io.omniedge.plugin.store.PackageStore;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
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
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The plugins of this gateway, and whose are taken. */
@Component(
    name = PluginsComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=omniedge", "osgi.command.function=status"})
@Designate(ocd = PluginsComponent.Form.class)
public final class PluginsComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.plugin.Plugins";

  private static final Logger LOG = System.getLogger(PluginsComponent.class.getName());

  /** How late an event may be; a snapshot costs microseconds. */
  private static final long LOOK_MILLIS = 1000;

  private static final long AGAIN_SECONDS = 30;
  private static final long STOP_SECONDS = 5;

  /** The form in the web pages of Kura, of our own runtime and of the manager. */
  @ObjectClassDefinition(
      id = PID,
      name = "VpnClient OmniEdge plugins",
      description =
          "WebAssembly plugins of this gateway. Each that is installed has a form of its own.")
  @interface Form {
    @AttributeDefinition(
        name = "Trusted keys",
        description =
            "Whose plugins are taken: lines of a name, an Ed25519 key in base64url, and perhaps"
                + " ids=com.example.* and types=qos,event-hooks.",
        cardinality = 50,
        required = false,
        max = "1000")
    String[] trustedKeys() default {};

    @AttributeDefinition(
        name = "Take unsigned plugins",
        description = "For development only: anybody who can put a file here runs code.")
    boolean allowUnsigned() default false;

    @AttributeDefinition(
        name = "Wanted by the manager",
        description =
            "Packages that the manager wants here: lines of an identifier, a version and a"
                + " SHA-256. Those that it does not want any more are removed.",
        cardinality = 100,
        required = false,
        max = "300")
    String[] wanted() default {};

    @AttributeDefinition(
        name = "Statistics",
        description = "How often event hooks are told statistics, in seconds.",
        min = "1",
        max = "86400")
    int statisticsSeconds() default Wanted.DEFAULT_STATISTICS;
  }

  private final ConfigurationAdmin admin;
  private final InstantSource clock = InstantSource.system();
  private final Instant started = clock.instant();
  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final Surroundings surroundings = new Surroundings(clock);
  private final ScheduledExecutorService control =
      Executors.newSingleThreadScheduledExecutor(PluginsComponent::thread);
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(PluginsComponent::thread);
  private final PluginHttp http = new PluginHttp();
  private final Plugins plugins;
  private final Workshop workshop;
  private final FlowPlugins flows;
  private final Offers offers;
  private final Forms forms;
  private final Inbox inbox;
  private final ServiceRegistration<PluginInventory> inventory;
  private volatile List<String> mistakes = List.of();
  private volatile @Nullable CryptoService crypto;
  private volatile @Nullable EvidenceLog evidence;
  private volatile @Nullable SignedInAddresses signedIn;
  private volatile @Nullable Wanted inForce;
  private @Nullable ScheduledFuture<?> look;

  private static Thread thread(Runnable task) {
    Thread thread = new Thread(task, "plugins");
    thread.setDaemon(true);
    return thread;
  }

  /** Called by the component runtime. */
  @Activate
  public PluginsComponent(
      BundleContext context, @Reference ConfigurationAdmin admin, Map<String, Object> properties)
      throws IOException {
    this.admin = admin;
    Path directory = DataDirectory.of(context::getProperty).resolve("plugins");
    PackageStore store = PackageStore.open(directory);
    Wanted wanted = read(properties);
    SecureRandom random = new SecureRandom();
    Version version = context.getBundle().getVersion();
    plugins =
        new Plugins(
            store,
            new ChicoryEngine(),
            new PluginEnvironment(
                new SemanticVersion(version.getMajor(), version.getMinor(), version.getMicro()),
                surroundings,
                clock,
                System::nanoTime,
                random,
                http::send),
            wanted.trust(),
            this::changed);
    workshop = new Workshop(plugins);
    flows = new FlowPlugins(plugins, this::isSignedIn);
    offers =
        new Offers(
            context,
            flows,
            new ExitPlugins(plugins, clock, flows::askAgain),
            new TriagePlugins(plugins),
            new ReportPlugins(plugins),
            new CompliancePlugins(plugins, clock, this::keep),
            new SignInPlugins(plugins));
    forms = new Forms(context, plugins, control, this::decryption);
    inventory =
        context.registerService(PluginInventory.class, new Inventory(plugins, surroundings), null);
    plugins.start(settings(store));
    inbox = Inbox.open(directory.resolve("inbox"), onControl());
    run(() -> apply(wanted));
    ScheduledFuture<?> unused =
        control.scheduleWithFixedDelay(
            () -> told(workshop::work), AGAIN_SECONDS, AGAIN_SECONDS, TimeUnit.SECONDS);
  }

  /** Settings of the plugins that are installed, before their components ask for them. */
  private Map<String, PluginSettings> settings(PackageStore store) {
    Map<String, PluginSettings> settings = new TreeMap<>();
    try {
      Configuration[] found =
          admin.listConfigurations("(service.pid=" + PluginComponent.PREFIX + "*)");
      for (Configuration one : found == null ? new Configuration[0] : found) {
        String id = PluginComponent.id(one.getPid());
        Dictionary<String, Object> values = one.getProperties();
        Optional<String> digest = store.find(id).flatMap(known -> known.sha256());
        if (values != null && digest.isPresent()) {
          settings(one.getPid(), store, digest.get(), PluginComponent.values(values))
              .ifPresent(read -> settings.put(id, read));
        }
      }
    } catch (IOException | InvalidSyntaxException e) {
      LOG.log(Level.WARNING, "settings of plugins come later: {0}", e.getMessage());
    }
    return settings;
  }

  /** What is wrong with one plugin is not to keep the others from starting. */
  private Optional<PluginSettings> settings(
      String pid, PackageStore store, String digest, Map<String, Object> values) {
    try {
      PluginPackage plugin = PluginPackage.look(store.read(digest));
      return Optional.of(
          new PluginForm(pid, plugin.manifest()).read(new FormProperties(values), decryption()));
    } catch (IOException | RefusedPackageException | RuntimeException e) {
      LOG.log(Level.WARNING, "{0}: its settings come later: {1}", pid, e.getMessage());
      return Optional.empty();
    }
  }

  /** Whoever asks by a file waits for its turn among all that changes plugins. */
  private Inbox.Requests onControl() {
    return new Inbox.Requests() {
      @Override
      public String install(byte[] file) throws Exception {
        return onControl(() -> inEffect(workshop.install(file)));
      }

      @Override
      public String remove(String id) throws Exception {
        return onControl(() -> inEffect(workshop.remove(id)));
      }
    };
  }

  /** Whoever is told that it is done finds it done. */
  private String inEffect(String done) {
    show();
    return done;
  }

  private String onControl(Callable<String> task) throws Exception {
    try {
      return control.submit(task).get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  private FormProperties.@Nullable Decryption decryption() {
    CryptoService bound = crypto;
    return bound == null ? null : bound::decryptAes;
  }

  private boolean isSignedIn(InetAddress address) {
    SignedInAddresses bound = signedIn;
    return bound != null && bound.isSignedIn(address);
  }

  private void keep(JsonObject document) {
    EvidenceLog log = evidence;
    if (log == null) {
      LOG.log(Level.WARNING, "nobody keeps evidence here: {0}", document.toJson());
      return;
    }
    try {
      log.append(document.toJson());
    } catch (UncheckedIOException e) {
      LOG.log(Level.ERROR, "evidence is not kept: {0}: {1}", e.getMessage(), document.toJson());
    }
  }

  /** New properties; wrong ones are told and left out. */
  @Modified
  void modified(Map<String, Object> properties) {
    Wanted wanted = read(properties);
    run(() -> apply(wanted));
  }

  private Wanted read(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    Wanted wanted = Wanted.read(form, properties);
    mistakes = List.copyOf(form.problems());
    for (String problem : mistakes) {
      LOG.log(Level.ERROR, "{0}: {1}", PID, problem);
    }
    if (wanted.trust().takesUnsigned()) {
      LOG.log(Level.WARNING, "plugins without a signature are taken: development mode");
    }
    return wanted;
  }

  private void apply(Wanted wanted) {
    Trust trust = wanted.trust();
    plugins.trust(trust);
    workshop.want(wanted.packages());
    Wanted before = inForce;
    if (before == null || before.statisticsSeconds() != wanted.statisticsSeconds()) {
      ScheduledFuture<?> old = look;
      if (old != null) {
        old.cancel(false);
      }
      EventHooks hooks =
          new EventHooks(
              plugins, () -> tunnels, started, Duration.ofSeconds(wanted.statisticsSeconds()));
      surroundings.hooks = hooks;
      look =
          looking.scheduleWithFixedDelay(
              () -> told(() -> hooks.look(clock.instant())), 0, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }
    inForce = wanted;
  }

  /** What fails once is no reason never to be tried again. */
  private static void told(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a task of the plugins failed", e);
    }
  }

  private void changed() {
    run(this::show);
  }

  private void show() {
    offers.changed();
    forms.changed();
  }

  private void run(Runnable task) {
    try {
      control.execute(() -> told(task));
    } catch (RejectedExecutionException e) {
      LOG.log(Level.DEBUG, "stopped", e);
    }
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(mistakes);
    problems.addAll(workshop.problems());
    return problems;
  }

  /** A line for each plugin in {@code omniedge-gateway status}, and one for each problem. */
  public String status() {
    StringBuilder text = new StringBuilder();
    Wanted present = inForce;
    if (present != null && present.trust().takesUnsigned()) {
      text.append("plugins: DEVELOPMENT MODE, plugins without a signature are taken\n");
    }
    for (InstalledPlugin one : plugins.all().values()) {
      text.append("plugin ")
          .append(one.manifest().id())
          .append(' ')
          .append(one.manifest().version())
          .append(", ")
          .append(one.manifest().type().text())
          .append(", ")
          .append(one.state().name().toLowerCase(Locale.ROOT))
          .append(one.isResting() ? ", resting" : "")
          .append(one.signer().map(key -> ", signed by " + key.name()).orElse(", not signed"))
          .append('\n');
      one.problems().forEach(problem -> text.append("  ").append(problem).append('\n'));
    }
    problems().forEach(problem -> text.append("  ").append(problem).append('\n'));
    return text.toString();
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    looking.shutdownNow();
    try {
      inbox.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the inbox", e);
    }
    control.shutdownNow();
    if (!control.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
      LOG.log(Level.WARNING, "a plugin is still being installed");
    }
    offers.close();
    forms.close();
    inventory.unregister();
    plugins.close();
    http.close();
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void removeTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addSink(EventSink sink) {
    surroundings.sinks.add(sink);
  }

  void removeSink(EventSink sink) {
    surroundings.sinks.remove(sink);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindCrypto(CryptoService bound) {
    crypto = bound;
  }

  void unbindCrypto(CryptoService unbound) {
    if (crypto == unbound) {
      crypto = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindLeisure(Leisure bound) {
    surroundings.leisure = bound;
  }

  void unbindLeisure(Leisure unbound) {
    if (surroundings.leisure == unbound) {
      surroundings.leisure = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindPoints(PointReader bound) {
    surroundings.points = bound;
  }

  void unbindPoints(PointReader unbound) {
    if (surroundings.points == unbound) {
      surroundings.points = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindEvidence(EvidenceLog bound) {
    evidence = bound;
  }

  void unbindEvidence(EvidenceLog unbound) {
    if (evidence == unbound) {
      evidence = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY,
      updated = "updatedSignedIn")
  void bindSignedIn(SignedInAddresses bound) {
    signedIn = bound;
    flows.askAgain();
  }

  void updatedSignedIn(SignedInAddresses updated) {
    flows.askAgain();
  }

  void unbindSignedIn(SignedInAddresses unbound) {
    if (signedIn == unbound) {
      signedIn = null;
      flows.askAgain();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindSource(PackageSource bound) {
    workshop.from(bound);
    run(workshop::work);
  }

  void unbindSource(PackageSource unbound) {
    workshop.from(null);
  }
}
