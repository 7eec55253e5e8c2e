package io.omniedge.pdm.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.api.compliance.Departure;
import io.omniedge.gateway.api.plugin.EventSink;
import io.omniedge.gateway.api.report.ReportChannel;
import io.omniedge.pdm.outlet.Outlet;
import io.omniedge.pdm.outlet.OutletSource;
import io.omniedge.pdm.outlet.ReportBody;
import io.omniedge.pdm.store.ClockQuality;
import io.omniedge.pdm.store.Parcel;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.kura.cloudconnection.listener.CloudDeliveryListener;
import org.eclipse.kura.cloudconnection.message.KuraMessage;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.message.KuraPayload;
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

/**
 * The way of data to a cloud of Kura. A factory: so a gateway without any cloud has no component
 * that lacks Kura's cloud packages.
 */
@Component(
    name = OutletComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, OutletSource.class, EventSink.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE,
    property = {
      "osgi.command.scope=omniedge",
      "osgi.command.function=status",
      OutletSource.TO_CLOUD
    })
@Designate(ocd = OutletComponent.Form.class, factory = true)
public final class OutletComponent
    implements ConfigurableComponent, SelfChecked, OutletSource, EventSink {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.pdm.Outlet";

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge data outlet",
      description =
          "Sends samples, clips and reports through a cloud publisher, as much as the budgets allow"
              + " and compliance lets through. The topic of the cloud publisher may contain $type"
              + " and $class.")
  @interface Form {
    @AttributeDefinition(
        name = "Cloud publisher",
        description = "The cloud publisher that sends the messages.",
        max = "200")
    String CloudPublisher_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
        name = "Queue",
        description =
            "Kilobytes that wait in memory at the most. When it is full P4 goes first; P0 and P1 do"
                + " not.",
        min = "64",
        max = "1048576")
    int queueKilobytes() default 1_024;

    @AttributeDefinition(
        name = "Store",
        description =
            "Megabytes of the disk for what waits; it survives a restart. 0 keeps all in memory.",
        min = "0",
        max = "1000000")
    int storeMegabytes() default 64;

    @AttributeDefinition(
        name = "Stored classes",
        description = "Those down to this one are kept on disk, the others in memory.",
        options = {
          @Option(label = "P0 and P1", value = "P1"),
          @Option(label = "P0 to P2", value = "P2"),
          @Option(label = "P0 to P3", value = "P3"),
          @Option(label = "all", value = "P4")
        })
    String storeDownTo() default "P3";

    @AttributeDefinition(
        name = "Sync",
        description =
            "Milliseconds until P2 to P4 are on the disk, which is what a power cut may lose; P0 and"
                + " P1 are at once. What leaves before is never written.",
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
        description = "Bytes a second of what is historical; 0 for no limit. Not for P0 and P1.",
        min = "0",
        max = "1000000000")
    int replayBytesASecond() default 0;

    @AttributeDefinition(
        name = "Historical after",
        description = "Seconds after which a message counts as historical.",
        min = "1",
        max = "1000000")
    int historicalSeconds() default 60;

    @AttributeDefinition(
        name = "Largest message",
        description = "Kilobytes of a message, as the broker takes it.",
        min = "1",
        max = "65536")
    int messageKilobytes() default 256;

    @AttributeDefinition(
        name = "Format of reports",
        description = "Of health reports and PdM reports; samples are always JSON.",
        options = {
          @Option(label = "JSON", value = "json"),
          @Option(label = "CBOR", value = "cbor")
        })
    String format() default "json";

    @AttributeDefinition(
        name = "Rates",
        description =
            "A line for each class that has a limit, in bytes a second: P3 bytes=2000"
                + " burst=20000|TextArea",
        required = false,
        max = "1000")
    String rates() default "";

    @AttributeDefinition(
        name = "Month",
        description = "Megabytes of a calendar month; 0 for no limit.",
        min = "0",
        max = "100000000")
    int monthMegabytes() default 0;

    @AttributeDefinition(
        name = "Reserve of the month",
        description = "Percent that only P0 and P1 may use.",
        min = "0",
        max = "100")
    int reservePercent() default 20;

    @AttributeDefinition(
        name = "Country",
        description = "Where the cloud is, two capital letters, for compliance.",
        required = false,
        max = "2")
    String country() default "";

    @AttributeDefinition(
        name = "Needs compliance",
        description = "Nothing leaves while nobody is there who checks compliance.")
    boolean needsGate() default false;
  }

  private final RunningOutlet running;
  private final CloudDeliveryListener deliveries;
  private @Nullable CloudPublisher publisher;
  private @Nullable ComplianceGate gate;
  private volatile @Nullable ReportChannel signer;

  /** Called by the component runtime. */
  @Activate
  public OutletComponent(BundleContext context, Map<String, Object> properties) throws IOException {
    String name = String.valueOf(properties.getOrDefault("kura.service.pid", PID));
    running =
        new RunningOutlet(
            name, Departure.Destination.CLOUD, DataFolder.of(context), true, properties);
    deliveries = running.outlet()::confirmed;
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
    return running.problems();
  }

  /** A line for {@code omniedge-gateway status}. */
  public String status() {
    return running.status();
  }

  private @Nullable String send(CloudPublisher through, Parcel parcel, byte[] data)
      throws Exception {
    String type = parcel.dataType();
    String priority = parcel.priority().name();
    KuraPayload payload = new KuraPayload();
    payload.setTimestamp(Date.from(Instant.ofEpochMilli(parcel.atMillis())));
    payload.addMetric("type", type);
    payload.addMetric("class", priority);
    payload.addMetric("epoch", String.format(Locale.ROOT, "%016x", parcel.epoch()));
    payload.addMetric("sequence", parcel.sequence());
    payload.addMetric("historical", parcel.isHistorical());
    payload.addMetric("clock", parcel.clock().name().toLowerCase(Locale.ROOT));
    if (parcel.clock() == ClockQuality.CORRECTED) {
      payload.addMetric("clock.shift.ms", parcel.shiftMillis());
    }
    if (parcel.isJson() && type.endsWith("-report")) {
      addReport(payload, type, data);
    } else {
      payload.addMetric(
          "content.type", parcel.isJson() ? "application/json" : "application/octet-stream");
      payload.setBody(data);
    }
    return through.publish(new KuraMessage(payload, Map.of("type", type, "class", priority)));
  }

  private void addReport(KuraPayload payload, String type, byte[] data) {
    ReportBody body = ReportBody.of(type, data, running.outlet().format());
    body.metrics().forEach(payload::addMetric);
    payload.addMetric("content.type", body.contentType());
    ReportChannel signs = signer;
    if (signs != null) {
      signs
          .signature(body.bytes())
          .ifPresent(signature -> payload.addMetric("signature", signature));
    }
    payload.setBody(body.bytes());
  }

  @Reference(
      name = "CloudPublisher",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindCloudPublisher(CloudPublisher bound) {
    publisher = bound;
    bound.registerCloudDeliveryListener(deliveries);
    running.outlet().over((parcel, data) -> send(bound, parcel, data));
  }

  /** The component runtime may have bound another one before. */
  synchronized void unbindCloudPublisher(CloudPublisher unbound) {
    unbound.unregisterCloudDeliveryListener(deliveries);
    if (publisher == unbound) {
      publisher = null;
      running.outlet().over(null);
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindSigner(ReportChannel bound) {
    signer = bound;
  }

  synchronized void unbindSigner(ReportChannel unbound) {
    if (signer == unbound) {
      signer = null;
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
