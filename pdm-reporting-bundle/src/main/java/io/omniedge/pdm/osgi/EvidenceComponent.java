package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.compliance.EvidenceLog;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.pdm.evidence.EvidenceCheck;
import io.omniedge.pdm.evidence.EvidenceFolder;
import java.io.IOException;
import java.lang.System.Logger;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The evidence of this gateway: what compliance decided. */
@Component(
    name = EvidenceComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, EvidenceLog.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      "osgi.command.function=evidence"
    })
@Designate(ocd = EvidenceComponent.Form.class)
public final class EvidenceComponent implements ConfigurableComponent, SelfChecked, EvidenceLog {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Evidence";

  private static final Logger LOG = System.getLogger(EvidenceComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge evidence",
      description =
          "Keeps what compliance decided in files whose lines are chained: a change shows with"
              + " omniedge evidence verify.")
  @interface Form {
    @AttributeDefinition(
        name = "Size of a file",
        description = "Kilobytes after which the next file begins.",
        min = "64",
        max = "1048576")
    int fileKilobytes() default 4_096;

    @AttributeDefinition(
        name = "Files",
        description = "So many are kept; the oldest makes place.",
        min = "2",
        max = "10000")
    int files() default 16;
  }

  private final FormCheck check = new FormCheck(LOG, PID);
  private final Path folder;
  private final EvidenceFolder evidence;

  /** Called by the component runtime. */
  @Activate
  public EvidenceComponent(BundleContext context, Map<String, Object> properties)
      throws IOException {
    folder = DataFolder.of(context).resolveSibling("evidence");
    FormProperties form = new FormProperties(properties);
    evidence = EvidenceFolder.open(folder, InstantSource.system(), fileBytes(form), files(form));
    check.accepts(form.problems());
  }

  private static long fileBytes(FormProperties form) {
    return form.number("fileKilobytes", 4_096, 64, 1_048_576) * 1024L;
  }

  private static int files(FormProperties form) {
    return form.number("files", 16, 2, 10_000);
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    long bytes = fileBytes(form);
    int files = files(form);
    if (check.accepts(form.problems())) {
      evidence.limit(bytes, files);
    }
  }

  @Deactivate
  void deactivate() throws IOException {
    evidence.close();
  }

  @Override
  public void append(String json) {
    evidence.append(json);
  }

  @Override
  public List<String> problems() {
    return check.problems();
  }

  /** A line for {@code omniedge-gateway status}. */
  public String status() {
    return "evidence: " + evidence.sequence() + " lines in " + folder + "\n";
  }

  /** The command {@code omniedge:evidence} of the OSGi shell: looks whether all is as written. */
  public String evidence() throws IOException {
    EvidenceCheck.Finding finding = EvidenceCheck.of(List.of(folder));
    return finding
            .problem()
            .orElse(
                "lines "
                    + finding.first()
                    + " to "
                    + finding.last()
                    + " are as they were written; the hash of the last is "
                    + finding.head())
        + "\n";
  }
}
