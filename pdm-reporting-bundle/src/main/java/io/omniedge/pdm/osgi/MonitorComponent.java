package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.data.HealthReporter;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.monitor.Monitor;
import io.omniedge.pdm.monitor.MonitorSettings;
import io.omniedge.pdm.outlet.OutletSource;
import io.omniedge.pdm.outlet.ReportOutlets;
import io.omniedge.pdm.triage.PriorityClass;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.jspecify.annotations.Nullable;
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

/** Machines that a health reporter watches. */
@Component(
    name = MonitorComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, MonitorComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=omniedge", "osgi.command.function=status"})
@Designate(ocd = MonitorComponent.Form.class)
public final class MonitorComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Monitor";

  private static final long ROUND_MILLIS = 250;
  private static final Logger LOG = System.getLogger(MonitorComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge health monitor",
      description =
          "Gives a plugin of the type pdm-reporting the samples of machines and sends its reports.")
  @interface Form {
    @AttributeDefinition(name = "Enabled", description = "Off watches nothing.")
    boolean enabled() default false;

    @AttributeDefinition(
        name = "Actuators",
        description =
            "A line for each machine, or part of one: ACTUATOR SOURCE, as pump-1"
                + " vibration/machine=pump-1/x|TextArea",
        required = false,
        max = "20000")
    String actuators() default "";

    @AttributeDefinition(
        name = "Rate",
        description =
            "Samples a second that the plugin gets of each; a slower source holds its value.",
        min = "1",
        max = "51200")
    int rateHz() default 1_000;

    @AttributeDefinition(
        name = "Report interval",
        description = "Seconds between reports.",
        min = "1",
        max = "86400")
    int reportSeconds() default 300;

    @AttributeDefinition(
        name = "Sensitivity",
        description = "Percent; how small an anomaly may be that is told.",
        min = "0",
        max = "100")
    int sensitivityPercent() default 50;
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final Monitor monitor;
  private final ReportOutlets outlets = new ReportOutlets();
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Worker worker;
  private @Nullable HealthReporter reporter;
  private @Nullable TriageComponent triage;

  /** Called by the component runtime. */
  @Activate
  public MonitorComponent(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    monitor = new Monitor(MonitorSettings.read(form), this::publish);
    check.accepts(form.problems());
    worker = new Worker("health monitor", this::round);
  }

  private void round() throws InterruptedException {
    if (!stop.await(ROUND_MILLIS, TimeUnit.MILLISECONDS)) {
      Instant now = Instant.now();
      monitor.step(System.nanoTime(), now.getEpochSecond() * 1_000_000_000L + now.getNano());
    }
  }

  private void publish(byte[] report) {
    outlets.offer(PriorityClass.P2, "health-report", "health", report);
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    MonitorSettings settings = MonitorSettings.read(form);
    if (check.accepts(form.problems())) {
      monitor.configure(settings);
    }
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    stop.countDown();
    boolean ended = worker.stop();
    LOG.log(Logger.Level.DEBUG, "the health monitor has ended: {0}", ended);
  }

  @Override
  public List<String> problems() {
    return check.problems();
  }

  /** A line for {@code omniedge-gateway status}. */
  public String status() {
    return monitor.status();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindReporter(HealthReporter bound) {
    reporter = bound;
    monitor.by(bound);
  }

  synchronized void unbindReporter(HealthReporter unbound) {
    if (reporter == unbound) {
      reporter = null;
      monitor.by(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindTriage(TriageComponent bound) {
    triage = bound;
    monitor.outOf(bound.desk().buffers());
  }

  synchronized void unbindTriage(TriageComponent unbound) {
    if (triage == unbound) {
      triage = null;
      monitor.outOf(null);
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
