package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.gateway.api.plugin.PluginInventory;
import io.omniedge.gateway.api.report.AlarmDesk;
import io.omniedge.pdm.outlet.OutletSource;
import io.omniedge.pdm.outlet.ReportOutlets;
import io.omniedge.pdm.report.HealthReport;
import io.omniedge.pdm.store.SystemClock;
import io.omniedge.pdm.triage.PriorityClass;
import io.omniedge.pdm.watch.PluginChain;
import io.omniedge.pdm.watch.WatchSettings;
import io.omniedge.pdm.watch.Watches;
import io.omniedge.protocol.ProtocolException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.configuration.ConfigurableComponent;
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
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Machines whose vibration is watched. */
@Component(
    name = WatchComponent.PID,
    service = {
      ConfigurableComponent.class,
      SelfChecked.class,
      AlarmDesk.class,
      WatchComponent.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      "osgi.command.function=alarms",
      "osgi.command.function=acknowledge",
      "osgi.command.function=shelve",
      "osgi.command.function=unshelve",
      "osgi.command.function=relearn"
    })
@Designate(ocd = WatchComponent.Form.class)
public final class WatchComponent implements ConfigurableComponent, SelfChecked, AlarmDesk {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Watch";

  private static final long ROUND_MILLIS = 250;

  /** Who it is that types commands; the shell does not know. */
  private static final String SHELL = "shell";

  private static final Logger LOG = System.getLogger(WatchComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge machine watch",
      description =
          "Watches the vibration of machines and reports on their bearings, zones and trends.")
  @interface Form {
    @AttributeDefinition(name = "Enabled", description = "Off watches nothing.")
    boolean enabled() default false;

    @AttributeDefinition(
        name = "Machines",
        description =
            "A definition in YAML for each machine, with a line of three dashes between two of"
                + " them.|TextArea",
        required = false,
        max = "200000")
    String machines() default "";

    @AttributeDefinition(
        name = "Block",
        description =
            "Seconds that are judged at once, 100 to 200 turns of the shaft; 0 for 150 turns.",
        min = "0",
        max = "160")
    int blockSeconds() default 0;

    @AttributeDefinition(
        name = "Replay",
        description =
            "A recording (.npz, .csv, .wav) in the folder pdm/recordings of the data that is played"
                + " again and again in place of the sources that are its channels. For"
                + " demonstrations.",
        required = false,
        max = "200")
    String replay() default "";

    @AttributeDefinition(
        name = "Rate of the recording",
        description = "Samples a second, if the file does not say; else 0.",
        min = "0",
        max = "10000000")
    int replayRateHz() default 0;

    @AttributeDefinition(
        name = "Speed of the replay",
        description = "How many seconds of the recording pass in one.",
        min = "1",
        max = "1000")
    int replaySpeed() default 1;
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final Path recordings;
  private final Watches watches;
  private final PluginChain plugins = new PluginChain();
  private final ReportOutlets outlets = new ReportOutlets();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Worker worker;
  private @Nullable TriageComponent triage;
  private @Nullable HealthReporter reporter;
  private @Nullable PluginInventory inventory;

  /** Called by the component runtime. */
  @Activate
  public WatchComponent(BundleContext context, Map<String, Object> properties) {
    Path folder = DataFolder.of(context);
    recordings = folder.resolve("recordings");
    watches = new Watches(folder, new SystemClock(), plugins, this::offer);
    modified(properties);
    worker = new Worker("machine watch", this::round);
  }

  private void round() throws InterruptedException {
    boolean isMore = stop.getCount() > 0 && watches.step();
    if (!isMore && stop.await(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
      LOG.log(Logger.Level.DEBUG, "no more blocks are taken");
    }
  }

  private void offer(HealthReport report) {
    outlets.offer(
        report.isUrgent() ? PriorityClass.P1 : PriorityClass.P2,
        "pdm-report",
        report.machine().asset() + " " + report.point().name(),
        report.toJson().toBytes());
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    WatchSettings settings = WatchSettings.read(form, recordings);
    if (check.accepts(form.problems())) {
      watches.configure(settings);
    }
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    stop.countDown();
    boolean ended = worker.stop();
    watches.close();
    LOG.log(Logger.Level.DEBUG, "the machine watch has ended: {0}", ended);
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(check.problems());
    problems.addAll(watches.problems());
    return problems;
  }

  /** Lines for {@code omniedge-gateway status}. */
  public String status() {
    return watches.status() + "  " + outlets.status();
  }

  /** The command {@code omniedge:alarms} of the OSGi shell. */
  public String alarms() {
    return watches.alarms();
  }

  /**
   * The command {@code omniedge:acknowledge POINT ALARM}: somebody has seen it.
   *
   * @param point with its machine, as pump-7/drive-end
   */
  public String acknowledge(String point, String alarm) {
    return done(() -> watches.acknowledge(point, alarm, SHELL));
  }

  @Override
  public String acknowledge(String point, String alarm, long occurrence, String by) {
    try {
      return watches.acknowledge(point, alarm, occurrence, by)
          ? "acknowledged"
          : "it is over: there is another one by now, or none";
    } catch (ProtocolException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The command {@code omniedge:shelve POINT ALARM MINUTES REASON}: calls nobody for so long. */
  public String shelve(String point, String alarm, int minutes, String reason) {
    long millis = TimeUnit.MINUTES.toMillis(minutes);
    return done(() -> watches.shelve(point, alarm, millis, SHELL, reason));
  }

  /** The command {@code omniedge:unshelve POINT ALARM}. */
  public String unshelve(String point, String alarm) {
    return done(() -> watches.unshelve(point, alarm, SHELL));
  }

  /** The command {@code omniedge:relearn POINT}: after maintenance. */
  public String relearn(String point) {
    return done(() -> watches.relearn(point));
  }

  /** What a command does. */
  @FunctionalInterface
  private interface Deed {
    void run() throws ProtocolException;
  }

  private static String done(Deed deed) {
    try {
      deed.run();
      return "done\n";
    } catch (ProtocolException e) {
      return e.getMessage() + "\n";
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindTriage(TriageComponent bound) {
    triage = bound;
    watches.outOf(bound.desk().buffers());
  }

  synchronized void unbindTriage(TriageComponent unbound) {
    if (triage == unbound) {
      triage = null;
      watches.outOf(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindReporter(HealthReporter bound) {
    reporter = bound;
    plugins.by(bound);
  }

  synchronized void unbindReporter(HealthReporter unbound) {
    if (reporter == unbound) {
      reporter = null;
      plugins.by(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindInventory(PluginInventory bound) {
    inventory = bound;
    plugins.listedBy(bound);
  }

  synchronized void unbindInventory(PluginInventory unbound) {
    if (inventory == unbound) {
      inventory = null;
      plugins.listedBy(null);
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void addOutlet(OutletSource added) {
    outlets.add(added);
  }

  void removeOutlet(OutletSource removed) {
    outlets.remove(removed);
  }
}
