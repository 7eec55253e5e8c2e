package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.tun.linux.TunPlatform;
import io.omniedge.tun.linux.netlink.NetlinkException;
import io.omniedge.tun.linux.netlink.WanQueueKeeper;
import io.omniedge.tun.linux.netlink.WanQueueSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** The queue before the WAN, with a class for what is urgent. */
@Component(
    name = WanQueueComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = WanQueueComponent.Form.class)
public final class WanQueueComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.qos.WanQueue";

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge WAN queue",
      description =
          "What leaves for the WAN in which order, when it is more than the WAN carries: first what"
              + " a plugin called urgent, up to its share, then all the rest, last what may wait.")
  @interface Form {
    @AttributeDefinition(
        name = "Interface",
        description = "Name of the WAN's network interface; auto is that of the default route.",
        min = "1",
        max = "15")
    String interfaceName() default "auto";

    @AttributeDefinition(
        name = "Bandwidth",
        description =
            "What the WAN carries upwards, in kbit/s; a little less than it does, so that packets"
                + " wait here and not in the modem. 0 leaves the interface alone.",
        min = "0",
        max = "10000000")
    int bandwidthKbit() default 0;

    @AttributeDefinition(
        name = "Urgent share",
        description =
            "The most that urgent packets may have of it, in percent. With the cake queue of the"
                + " kernel it is 25.",
        min = "1",
        max = "90")
    int urgentPercent() default 30;
  }

  private static final String AUTO = "auto";
  private static final int LEAST_KBIT = 100;
  private static final int MOST_KBIT = 10_000_000;
  private static final int MOST_PERCENT = 90;

  /** What Linux takes as the name of an interface, less what would need quoting. */
  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  private final WanQueueKeeper keeper;
  private volatile List<String> refused = List.of();

  /**
   * Called by the component runtime.
   *
   * @throws NetlinkException if the kernel cannot be talked to
   */
  @Activate
  public WanQueueComponent(@Reference TunPlatform platform, Map<String, Object> properties)
      throws NetlinkException {
    keeper = WanQueueKeeper.open(platform.libc());
    modified(properties);
  }

  /** New properties; wrong ones are told and change nothing. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    String entered = form.text("interfaceName");
    String name = entered.isEmpty() || entered.equals(AUTO) ? "" : entered;
    if (!name.isEmpty() && !INTERFACE_NAME.matcher(name).matches()) {
      form.wrong("interfaceName", name, "1 to 15 of letters, digits and _.- only");
    }
    int kilobits = form.number("bandwidthKbit", 0, 0, MOST_KBIT);
    if (kilobits > 0 && kilobits < LEAST_KBIT) {
      form.wrong("bandwidthKbit", "" + kilobits, "0, or " + LEAST_KBIT + " at least");
    }
    int percent = form.number("urgentPercent", 30, 1, MOST_PERCENT);
    refused = List.copyOf(form.problems());
    if (refused.isEmpty()) {
      keeper.configure(new WanQueueSettings(name, kilobits, percent));
    }
  }

  /** Takes the queue away; what the kernel had chosen is back when this returns. */
  @Deactivate
  void deactivate() {
    keeper.close();
  }

  @Override
  public List<String> problems() {
    List<String> all = new ArrayList<>(refused);
    all.addAll(keeper.problems());
    return all;
  }
}
