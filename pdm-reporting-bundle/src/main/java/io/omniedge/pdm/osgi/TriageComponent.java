package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.data.PointReader;
import io.omniedge.gateway.api.data.SampleBlock;
import io.omniedge.gateway.api.data.SampleSink;
import io.omniedge.gateway.api.data.TriageAdvisor;
import io.omniedge.gateway.api.data.Trigger;
import io.omniedge.gateway.api.data.TriggerInput;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.clip.ClipStore;
import io.omniedge.pdm.desk.DeskSettings;
import io.omniedge.pdm.desk.TriageDesk;
import io.omniedge.pdm.outlet.OutletSource;
import java.io.IOException;
import java.lang.System.Logger;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
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

/** What becomes of the samples of this gateway. */
@Component(
    name = TriageComponent.PID,
    service = {
      ConfigurableComponent.class,
      SelfChecked.class,
      SampleSink.class,
      PointReader.class,
      TriggerInput.class,
      TriageComponent.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      "osgi.command.function=trigger"
    })
@Designate(ocd = TriageComponent.Form.class)
public final class TriageComponent
    implements ConfigurableComponent, SelfChecked, SampleSink, PointReader, TriggerInput {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Triage";

  /** How late something periodic is at the most; a round without work costs microseconds. */
  private static final long ROUND_MILLIS = 250;

  private static final Logger LOG = System.getLogger(TriageComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge data triage",
      description =
          "What is kept of measurements, what leaves, and what happens around a trigger. A plugin of"
              + " the type data-triage decides before these rules do.")
  @interface Form {
    @AttributeDefinition(
        name = "Memory for buffers",
        description = "Kilobytes for the newest samples of all sources; 16 bytes a sample.",
        min = "64",
        max = "1048576")
    int bufferKilobytes() default 4_096;

    @AttributeDefinition(
        name = "Span of buffers",
        description = "Seconds that they reach back, if there is room.",
        min = "1",
        max = "86400")
    int bufferSeconds() default 120;

    @AttributeDefinition(
        name = "Rules",
        description =
            "A line for each rule: SOURCE CLASS ROUTE OPTIONS. The first that is about a source"
                + " counts; what none is about is buffered only. Classes are P0 to P4, routes local,"
                + " cloud, discard and redact, options min, max, deadband, door, change, every,"
                + " window, of and heartbeat: pump-*/temperature P3 cloud deadband=0.5"
                + " heartbeat=60|TextArea",
        required = false,
        max = "50000")
    String rules() default "";

    @AttributeDefinition(
        name = "Triggers",
        description =
            "A line for each: NAME KIND SOURCE OPTIONS. Kinds are threshold, periodic, manual,"
                + " anomaly and error: hot threshold pump-*/temperature above=80 action=clip"
                + " before=30 after=60|TextArea",
        required = false,
        max = "50000")
    String triggers() default "";

    @AttributeDefinition(
        name = "Room for clips",
        description = "Megabytes of files; the least important and oldest make place.",
        min = "1",
        max = "1000000")
    int clipMegabytes() default 256;

    @AttributeDefinition(
        name = "Upload clips",
        description = "Sends each clip through the outlet, if it is small enough for it.")
    boolean uploadClips() default false;

    @AttributeDefinition(
        name = "Batch",
        description =
            "Seconds after which samples of P2 to P4 are sent together; P0 and P1 leave at once.",
        min = "1",
        max = "3600")
    int batchSeconds() default 10;

    @AttributeDefinition(
        name = "File of local samples",
        description = "Seconds after which samples of the route local become a file.",
        min = "1",
        max = "3600")
    int recordSeconds() default 60;

    @AttributeDefinition(
        name = "Stream",
        description = "Seconds that a stream lasts after its trigger.",
        min = "1",
        max = "3600")
    int streamSeconds() default 30;
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final TriageDesk desk;
  private final Worker worker;
  private @Nullable TriageAdvisor advisor;
  private @Nullable OutletSource outlet;

  /** Called by the component runtime. */
  @Activate
  public TriageComponent(BundleContext context, Map<String, Object> properties) throws IOException {
    FormProperties form = new FormProperties(properties);
    DeskSettings settings = DeskSettings.read(form);
    check.accepts(form.problems());
    ClipStore store = ClipStore.open(DataFolder.of(context).resolve("clips"), settings.clipBytes());
    desk = new TriageDesk(settings, store, InstantSource.system());
    worker =
        new Worker(
            "triage",
            () -> {
              desk.await(ROUND_MILLIS);
              desk.step(System.nanoTime());
            });
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    DeskSettings settings = DeskSettings.read(form);
    if (check.accepts(form.problems())) {
      desk.configure(settings);
    }
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    if (worker.stop()) {
      desk.close();
    }
  }

  TriageDesk desk() {
    return desk;
  }

  @Override
  public List<String> problems() {
    return check.problems();
  }

  @Override
  public void take(SampleBlock block) {
    desk.take(block);
  }

  @Override
  public Optional<Double> last(String source) {
    return desk.last(source);
  }

  @Override
  public int fire(Trigger.Kind kind, String source, OptionalDouble value, Optional<String> level) {
    return desk.fire(kind, source, value, level);
  }

  /** Lines for {@code omniedge-gateway status}. */
  public String status() {
    return desk.status();
  }

  /** The command {@code omniedge:trigger SOURCE} of the OSGi shell. */
  public String trigger(String source) {
    int fired = fire(Trigger.Kind.MANUAL, source, OptionalDouble.empty(), Optional.empty());
    return fired + " manual triggers are about " + source + "\n";
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindAdvisor(TriageAdvisor bound) {
    advisor = bound;
    desk.advised(bound);
  }

  synchronized void unbindAdvisor(TriageAdvisor unbound) {
    if (advisor == unbound) {
      advisor = null;
      desk.advised(null);
    }
  }

  @Reference(
      target = "(" + OutletSource.TO_CLOUD + ")",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindOutlet(OutletSource bound) {
    outlet = bound;
    desk.leaving(bound.outlet());
  }

  synchronized void unbindOutlet(OutletSource unbound) {
    if (outlet == unbound) {
      outlet = null;
      desk.leaving(null);
    }
  }
}
