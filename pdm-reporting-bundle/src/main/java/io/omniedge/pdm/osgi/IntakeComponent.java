package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.data.SampleSink;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.intake.Intake;
import io.omniedge.pdm.intake.IntakeCounters;
import io.omniedge.pdm.intake.IntakeSettings;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
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
import org.osgi.service.metatype.annotations.Option;

/** Measurements that programs of the plant send. */
@Component(
    name = IntakeComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, IntakeComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=omniedge", "osgi.command.function=status"})
@Designate(ocd = IntakeComponent.Form.class)
public final class IntakeComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Intake";

  private static final long RETRY_SECONDS = 5;

  private static final Logger LOG = System.getLogger(IntakeComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge data intake",
      description =
          "Takes measurements as InfluxDB line protocol, which Telegraf and Node-RED write. Each"
              + " field is a source, named measurement/tag=value/field.")
  @interface Form {
    @AttributeDefinition(name = "Enabled", description = "Off listens nowhere.")
    boolean enabled() default false;

    @AttributeDefinition(
        name = "Address",
        description =
            "Address of this gateway where measurements are taken. Another one than 127.0.0.1 lets"
                + " anybody in that network send them.",
        max = "45")
    String address() default "127.0.0.1";

    @AttributeDefinition(name = "UDP port", description = "0 for none.", min = "0", max = "65535")
    int udpPort() default 8089;

    @AttributeDefinition(name = "TCP port", description = "0 for none.", min = "0", max = "65535")
    int tcpPort() default 0;

    @AttributeDefinition(
        name = "Unix socket",
        description = "Path of a stream socket; empty for none.",
        required = false,
        max = "100")
    String socket() default "";

    @AttributeDefinition(
        name = "Unit of timestamps",
        description = "As the program writes them.",
        options = {
          @Option(label = "nanoseconds", value = "ns"),
          @Option(label = "microseconds", value = "us"),
          @Option(label = "milliseconds", value = "ms"),
          @Option(label = "seconds", value = "s")
        })
    String precision() default "ns";
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final Intake intake = new Intake(InstantSource.system());
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile List<String> failures = List.of();
  private final Worker keeper = new Worker("intake keeper", this::keep);
  private @Nullable SampleSink sink;

  /** New properties; wrong ones are told, and what was in force stays. */
  @Activate
  @Modified
  synchronized void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    IntakeSettings settings = IntakeSettings.read(form);
    if (check.accepts(form.problems())) {
      told(intake.configure(settings));
    }
  }

  private void told(List<String> found) {
    for (String failure : found) {
      if (!failures.contains(failure)) {
        LOG.log(Level.ERROR, "{0}: {1}", PID, failure);
      }
    }
    failures = List.copyOf(found);
  }

  /** An address may come later than the gateway, as that of a tunnel. */
  private void keep() throws InterruptedException {
    if (!stop.await(RETRY_SECONDS, TimeUnit.SECONDS)) {
      synchronized (this) {
        told(intake.retry());
      }
    }
  }

  @Override
  public List<String> problems() {
    List<String> all = new ArrayList<>(check.problems());
    all.addAll(failures);
    return List.copyOf(all);
  }

  /** A line for {@code omniedge-gateway status}. */
  public String status() {
    IntakeCounters counters = intake.counters();
    return "intake: "
        + counters.lines()
        + " lines, "
        + counters.samples()
        + " values, "
        + counters.unclaimed()
        + " with nobody to take them, refused lines "
        + counters.errors()
        + "\n";
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    stop.countDown();
    boolean ended = keeper.stop();
    LOG.log(Level.DEBUG, "the intake ends, its thread has: {0}", ended);
    synchronized (this) {
      intake.close();
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindSink(SampleSink bound) {
    sink = bound;
    intake.into(bound);
  }

  synchronized void unbindSink(SampleSink unbound) {
    if (sink == unbound) {
      sink = null;
      intake.into(null);
    }
  }
}
