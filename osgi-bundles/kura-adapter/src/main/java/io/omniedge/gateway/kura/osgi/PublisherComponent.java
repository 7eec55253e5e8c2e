package io.omniedge.gateway.kura.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.compliance.ComplianceGate;
import io.omniedge.gateway.kura.TunnelPublisher;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.kura.cloudconnection.publisher.CloudPublisher;
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

/**
 * Publishes the tunnels through a cloud publisher of Kura. A factory: a gateway may report to two
 * clouds, and one without any has no component that lacks Kura's cloud packages.
 */
@Component(
    name = PublisherComponent.PID,
    service = ConfigurableComponent.class,
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PublisherComponent.Form.class, factory = true)
public final class PublisherComponent implements ConfigurableComponent {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.gateway.kura.Publisher";

  static final int MOST_SECONDS = 86_400;
  static final int DEFAULT_SECONDS = 300;

  /** How late a change may be seen; a snapshot costs microseconds. */
  private static final long LOOK_MILLIS = 1000;

  private static final long STOP_MILLIS = 2000;
  private static final Logger LOG = System.getLogger(PublisherComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "VpnClient OmniEdge publisher",
      description =
          "Publishes state and peers of every tunnel as metrics, when something changes and at"
              + " intervals. The topic of the cloud publisher may contain $tunnel.")
  @interface Form {
    @AttributeDefinition(
        name = "Cloud publisher",
        description = "The cloud publisher that sends the messages.",
        max = "200")
    String CloudPublisher_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
        name = "Interval",
        description =
            "Seconds after which a tunnel is published although nothing has changed; 0 publishes"
                + " changes only.",
        min = "0",
        max = "86400")
    int interval() default DEFAULT_SECONDS;
  }

  private final List<GatewayTunnel> tunnels = new CopyOnWriteArrayList<>();
  private final TunnelPublisher publisher =
      new TunnelPublisher(() -> tunnels, InstantSource.system());
  private int seconds = DEFAULT_SECONDS;
  private final CountDownLatch stop = new CountDownLatch(1);
  private @Nullable Thread thread;
  private @Nullable CloudPublisher through;
  private @Nullable ComplianceGate gate;

  @Activate
  void activate(Map<String, Object> properties) {
    modified(properties);
    String name = name(properties);
    Thread started = new Thread(this::look, name + " publisher");
    started.setDaemon(true);
    started.start();
    thread = started;
  }

  private void look() {
    try {
      do {
        publisher.publishDue(System.nanoTime());
      } while (!stop.await(LOOK_MILLIS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      LOG.log(Level.DEBUG, "interrupted while it waits, which is the end");
    }
  }

  /** New properties; a wrong interval is told, and the one before stays. */
  @Modified
  void modified(Map<String, Object> properties) {
    String name = name(properties);
    Object interval = properties.getOrDefault("interval", DEFAULT_SECONDS);
    try {
      int wanted = Integer.parseInt(String.valueOf(interval).strip());
      if (wanted >= 0 && wanted <= MOST_SECONDS) {
        seconds = wanted;
      } else {
        refuse(name, interval);
      }
    } catch (NumberFormatException e) {
      refuse(name, interval);
    }
    publisher.configure(name, seconds);
  }

  private static void refuse(String name, Object interval) {
    LOG.log(
        Level.ERROR,
        "{0}: interval \"{1}\": not a number of seconds (0 to {2,number,#})",
        name,
        interval,
        MOST_SECONDS);
  }

  private static String name(Map<String, Object> properties) {
    return String.valueOf(properties.getOrDefault("kura.service.pid", PID));
  }

  /** Its thread has ended when this returns, unless a cloud connection holds it. */
  @Deactivate
  void deactivate() throws InterruptedException {
    stop.countDown();
    Thread started = thread;
    if (started != null) {
      started.interrupt();
      started.join(STOP_MILLIS);
      if (started.isAlive()) {
        LOG.log(Level.WARNING, "the cloud publisher does not return; the thread is left to it");
      }
    }
  }

  @Reference(cardinality = ReferenceCardinality.MULTIPLE, policy = ReferencePolicy.DYNAMIC)
  void bindTunnel(GatewayTunnel tunnel) {
    tunnels.add(tunnel);
  }

  void unbindTunnel(GatewayTunnel tunnel) {
    tunnels.remove(tunnel);
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindGate(ComplianceGate bound) {
    gate = bound;
    publisher.past(bound);
  }

  synchronized void unbindGate(ComplianceGate unbound) {
    if (gate == unbound) {
      gate = null;
      publisher.past(null);
    }
  }

  @Reference(
      name = "CloudPublisher",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindCloudPublisher(CloudPublisher bound) {
    through = bound;
    publisher.through(bound);
  }

  /** The component runtime may have bound another one before. */
  synchronized void unbindCloudPublisher(CloudPublisher unbound) {
    if (through == unbound) {
      through = null;
      publisher.through(null);
    }
  }
}
