package io.omniedge.tun.osgi;

import io.omniedge.tun.Offload;
import io.omniedge.tun.linux.TunPlatform;
import io.omniedge.tun.linux.libc.Libc;
import io.omniedge.tun.linux.libc.LibcLoader;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What all TUN devices of this gateway have in common. */
@Component(
    name = TunComponent.PID,
    service = {ConfigurableComponent.class, TunPlatform.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TunComponent.Form.class)
public final class TunComponent implements ConfigurableComponent, TunPlatform {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.tun.Devices";

  private static final Logger LOG = System.getLogger(TunComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "OmniEdge TUN devices",
      description =
          "How tunnels use the kernel. All offloads together make a tunnel more than twice as fast;"
              + " switch one off if a network driver is suspected. Changes hold for tunnels that are"
              + " set up afterwards.")
  @interface Form {
    @AttributeDefinition(
        name = "TCP segmentation at the TUN device",
        description = "Takes and gives TCP packets of up to 64 KB instead of single segments.")
    boolean tunTso() default true;

    @AttributeDefinition(
        name = "UDP segmentation at the TUN device",
        description = "The same for UDP; needs Linux 6.2 or later.")
    boolean tunUso() default true;

    @AttributeDefinition(
        name = "UDP segmentation when sending",
        description = "Gives the kernel many encrypted packets at once.")
    boolean udpSegment() default true;

    @AttributeDefinition(
        name = "UDP receive offload",
        description = "Takes many encrypted packets at once from the kernel.")
    boolean udpGro() default true;
  }

  private static final Map<Offload, String> PROPERTIES =
      Map.of(
          Offload.TUN_TSO, "tunTso",
          Offload.TUN_USO, "tunUso",
          Offload.UDP_SEGMENT, "udpSegment",
          Offload.UDP_GRO, "udpGro");

  private volatile Set<Offload> disabled = Set.of();

  @Activate
  @Modified
  void configure(Map<String, Object> properties) {
    Set<Offload> off = EnumSet.noneOf(Offload.class);
    PROPERTIES.forEach(
        (offload, name) -> {
          String text = String.valueOf(properties.getOrDefault(name, "true")).strip();
          switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> {}
            case "false" -> off.add(offload);
            default ->
                LOG.log(
                    Level.ERROR,
                    "{0}: {1} \"{2}\": neither true nor false; true is used",
                    PID,
                    name,
                    text);
          }
        });
    disabled = Set.copyOf(off);
  }

  @Override
  public Libc libc() {
    return LibcLoader.system();
  }

  @Override
  public Set<Offload> disabledOffloads() {
    return disabled;
  }
}
