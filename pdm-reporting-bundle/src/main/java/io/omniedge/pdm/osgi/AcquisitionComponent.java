package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.data.SampleSink;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.acquisition.Acquisition;
import io.omniedge.pdm.acquisition.AcquisitionSettings;
import io.omniedge.pdm.source.PlantClock;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

/** Measurements by devices of this gateway. */
@Component(
    name = AcquisitionComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, AcquisitionComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {"osgi.command.scope=omniedge", "osgi.command.function=status"})
@Designate(ocd = AcquisitionComponent.Form.class)
public final class AcquisitionComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Acquisition";

  private static final Logger LOG = System.getLogger(AcquisitionComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge acquisition",
      description =
          "Reads accelerometers, speed pulses and temperatures of this gateway. Each channel is a"
              + " source, named NAME/CHANNEL.")
  @interface Form {
    @AttributeDefinition(name = "Enabled", description = "Off reads nothing.")
    boolean enabled() default false;

    @AttributeDefinition(
        name = "Sources",
        description =
            "YAML: a list named sources, each with name, kind (iio, hwmon, gpio-speed, adxl345,"
                + " mpu6050, adxl355) and the settings of its kind; docs/data.md has an example of"
                + " each|TextArea",
        required = false,
        max = "50000")
    String sources() default "";
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final Acquisition acquisition = new Acquisition(PlantClock.system());
  private @Nullable SampleSink sink;

  /** New properties; wrong ones are told, and what was in force stays. */
  @Activate
  @Modified
  void modified(Map<String, Object> properties) throws InterruptedException {
    FormProperties form = new FormProperties(properties);
    AcquisitionSettings settings = AcquisitionSettings.read(form);
    if (check.accepts(form.problems())) {
      acquisition.configure(settings);
    }
  }

  @Override
  public List<String> problems() {
    List<String> all = new ArrayList<>(check.problems());
    all.addAll(acquisition.problems());
    return List.copyOf(all);
  }

  /** Lines for {@code omniedge-gateway status}. */
  public String status() {
    return acquisition.status();
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    acquisition.close();
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindSink(SampleSink bound) {
    sink = bound;
    acquisition.into(bound);
  }

  synchronized void unbindSink(SampleSink unbound) {
    if (sink == unbound) {
      sink = null;
      acquisition.into(null);
    }
  }
}
