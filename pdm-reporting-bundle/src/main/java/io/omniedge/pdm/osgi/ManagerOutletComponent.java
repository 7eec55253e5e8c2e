package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.plugin.EventSink;
import io.omniedge.gateway.api.report.Report;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.gateway.configuration.storage.PrivateFile;
import io.omniedge.pdm.outlet.LinkFullException;
import io.omniedge.pdm.outlet.Outlet;
import io.omniedge.pdm.outlet.OutletSource;
import io.omniedge.pdm.store.Parcel;
import io.omniedge.pdm.triage.DropReason;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
import org.osgi.service.metatype.annotations.Option;

/** The way of reports to the manager; it keeps nothing on a gateway that never had one. */
@Component(
    name = ManagerOutletComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, OutletSource.class, EventSink.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      OutletSource.TO_MANAGER
    })
@Designate(ocd = ManagerOutletComponent.Form.class)
public final class ManagerOutletComponent
    implements ConfigurableComponent, SelfChecked, OutletSource, EventSink {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.ManagerOutlet";

  private static final Logger LOG = System.getLogger(ManagerOutletComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge manager outlet",
      description =
          "Sends reports and what plugins publish to the manager of this gateway's network, as much"
              + " as the budgets allow and compliance lets through.")
  @interface Form {
    @AttributeDefinition(
        name = "Store",
        description =
            "Megabytes of the disk for what waits; it survives a restart. 0 keeps all in memory.",
        min = "0",
        max = "1000000")
    int storeMegabytes() default 64;

    @AttributeDefinition(
        name = "Sync",
        description =
            "Milliseconds until P2 is on the disk, which is what a power cut may lose; P1 is at"
                + " once. What leaves before is never written.",
        min = "0",
        max = "3600000")
    int syncMillis() default 1_000;

    @AttributeDefinition(
        name = "Order",
        description = "What leaves first after the connection was away.",
        options = {
          @Option(label = "what is of now", value = "live_first"),
          @Option(label = "what waited", value = "backlog_first")
        })
    String order() default "live_first";

    @AttributeDefinition(
        name = "Rate of replay",
        description = "Bytes a second of what is historical; 0 for no limit. Not for P1.",
        min = "0",
        max = "1000000000")
    int replayBytesASecond() default 0;

    @AttributeDefinition(
        name = "Month",
        description = "Megabytes of a calendar month; 0 for no limit.",
        min = "0",
        max = "100000000")
    int monthMegabytes() default 0;

    @AttributeDefinition(
        name = "Reserve of the month",
        description = "Percent that only P1 may use.",
        min = "0",
        max = "100")
    int reservePercent() default 20;
  }

  /**
   * Names the recipient, once there was one: a gateway that starts has its membership a little
   * later.
   */
  private final Path managed;

  private final Path folder;
  private final RunningOutlet running;
  private volatile String stuck = "";
  private @Nullable ReportChannel channel;
  private @Nullable ComplianceGate gate;

  /** Called by the component runtime. */
  @Activate
  public ManagerOutletComponent(BundleContext context, Map<String, Object> properties)
      throws IOException {
    folder = DataFolder.of(context);
    managed = folder.resolve("managed");
    running =
        new RunningOutlet(
            PID, Departure.Destination.MANAGER, folder, Files.exists(managed), properties);
  }

  /** New properties; wrong ones are told, and what was in force stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    running.modified(properties);
  }

  @Deactivate
  void deactivate() throws InterruptedException {
    running.stop();
  }

  @Override
  public Outlet outlet() {
    return running.outlet();
  }

  @Override
  public boolean publish(String plugin, String topic, byte[] json) {
    return running.publish(plugin, topic, json);
  }

  @Override
  public List<String> problems() {
    List<String> problems = new ArrayList<>(running.problems());
    if (!stuck.isEmpty()) {
      problems.add(stuck);
    }
    return problems;
  }

  /** A line for {@code omniedge-gateway status}. */
  public String status() {
    return running.status();
  }

  private String send(ReportChannel through, Parcel parcel, byte[] data) throws LinkFullException {
    String stream = String.format(Locale.ROOT, "%016x", parcel.epoch());
    String called = stream + "/" + parcel.sequence();
    Report report =
        new Report(
            parcel.dataType(),
            stream,
            parcel.sequence(),
            parcel.atMillis(),
            parcel.isHistorical(),
            parcel.isJson() ? "application/json" : "application/octet-stream",
            data);
    if (!through.send(report, () -> running.outlet().confirmed(called))) {
      throw new LinkFullException();
    }
    return called;
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindChannel(ReportChannel bound) {
    channel = bound;
    try {
      belongTo(bound.recipient());
    } catch (IOException e) {
      stuck = "what is for another network cannot be deleted, so nothing is sent: " + e;
      LOG.log(Level.ERROR, PID + ": " + stuck);
      return;
    }
    stuck = "";
    running.outlet().over((parcel, data) -> send(bound, parcel, data));
  }

  /** What waits for one network is none of another's business. */
  private void belongTo(String recipient) throws IOException {
    String before = Files.exists(managed) ? Files.readString(managed) : "";
    if (before.equals(recipient)) {
      return;
    }
    if (!before.isEmpty()) {
      LOG.log(Level.INFO, "{0}: what waited for another network is dropped", PID);
      running.outlet().dropAll(DropReason.OTHER_NETWORK);
    }
    try {
      PrivateFile.makeDirectory(folder);
      PrivateFile.replace(managed, recipient.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      LOG.log(Level.WARNING, PID + ": what comes right after the next start may be lost: " + e);
    }
  }

  /** The component runtime may have bound another one before. */
  synchronized void unbindChannel(ReportChannel unbound) {
    if (channel == unbound) {
      channel = null;
      running.outlet().over(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindGate(ComplianceGate bound) {
    gate = bound;
    running.outlet().past(bound);
  }

  synchronized void unbindGate(ComplianceGate unbound) {
    if (gate == unbound) {
      gate = null;
      running.outlet().past(null);
    }
  }
}
