package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.GatewayTunnel;
import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.managed.ManagedTunnel;
import io.omniedge.transport.managed.TunnelLinks;
import io.omniedge.transport.managed.TunnelSettings;
import io.omniedge.tun.linux.TunPlatform;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.eclipse.kura.configuration.ConfigurableComponent;
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
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** A WireGuard interface; one instance for each network. */
@Component(
    name = TunnelComponent.PID,
    service = {
      ConfigurableComponent.class,
      GatewayTunnel.class,
      SelfChecked.class,
      TunnelPeers.class
    },
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = TunnelComponent.Form.class, factory = true)
public final class TunnelComponent
    implements ConfigurableComponent, GatewayTunnel, SelfChecked, TunnelPeers {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.transport.Tunnel";

  /** Kura's name for the name that the operator gave an instance. */
  static final String INSTANCE = "kura.service.pid";

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "VpnClient OmniEdge tunnel",
      description =
          "A WireGuard interface of this gateway. Its private key is made on the gateway and stays"
              + " there; the public key is in the log and in the status.")
  @interface Form {
    @AttributeDefinition(
        name = "Enabled",
        description = "Off takes the interface away and keeps this configuration.")
    boolean enabled() default true;

    @AttributeDefinition(
        name = "Interface",
        description = "Name of the network interface, as ip link shows it.",
        min = "1",
        max = "15")
    String interfaceName() default "omni0";

    @AttributeDefinition(
        name = "Addresses",
        description =
            "Addresses of the gateway in the network with their prefix lengths, separated by"
                + " commas: 10.10.0.1/24, fd00:10::1/64",
        required = false,
        max = "1000")
    String address() default "";

    @AttributeDefinition(
        name = "Listen port",
        description = "UDP port on which peers reach this gateway; 0 lets the system choose one.",
        min = "0",
        max = "65535")
    int listenPort() default 51820;

    @AttributeDefinition(
        name = "MTU",
        description =
            "Largest packet inside the tunnel, in bytes. 1420 fits every path that carries"
                + " Ethernet; IPv6 needs 1280 at least.",
        min = "68",
        max = "65475")
    int mtu() default 1420;

    @AttributeDefinition(
        name = "Routing table",
        description =
            "Where the routes to the peers' networks go: auto, off, or the number of a table.",
        max = "10")
    String table() default "auto";

    @AttributeDefinition(
        name = "Firewall mark",
        description =
            "Mark on the encrypted packets for policy routing and firewalls: a number, 0x and"
                + " hexadecimal digits, or off.",
        max = "10")
    String fwMark() default "off";

    @AttributeDefinition(
        name = "Encryption provider",
        description = "Which library encrypts. The fastest that works here is right nearly always.",
        options = {
          @Option(label = "fastest", value = "auto"),
          @Option(label = "BoringSSL, Java 22 or later", value = "boringssl-ffm"),
          @Option(label = "BoringSSL through JNA", value = "boringssl-jna"),
          @Option(label = "OpenSSL, Java 22 or later", value = "openssl-ffm"),
          @Option(label = "OpenSSL through JNA", value = "openssl-jna"),
          @Option(label = "Java platform", value = "jce"),
          @Option(label = "Bouncy Castle", value = "bouncycastle")
        })
    String cipher() default "auto";

    @AttributeDefinition(
        name = "Import private key from file",
        description =
            "A file on this gateway with a private key as wg genkey prints it. It is read once and"
                + " deleted; the key moves to the gateway's own key store. Leave empty to keep the"
                + " key there is.",
        type = AttributeType.STRING,
        required = false,
        max = "1000")
    String keyImport() default "";
  }

  /** Those that a file has too, under the same names in any case; refused in this order. */
  private static final List<String> SECTION =
      List.of("address", "listenPort", "mtu", "table", "fwMark");

  /** What Linux takes as the name of an interface, less what would need quoting. */
  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  /** Becomes the name of a file. */
  private static final Pattern INSTANCE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

  private final TunPlatform platform;
  private final ManagedTunnel tunnel;
  private final BoundJudge judges;

  /** Called by the component runtime. */
  @Activate
  public TunnelComponent(
      BundleContext context, @Reference TunPlatform platform, Map<String, Object> properties) {
    this.platform = platform;
    GatewayDirectories directories = GatewayDirectories.of(context::getProperty);
    String id = new FormProperties(properties).text(INSTANCE);
    String safe = INSTANCE_NAME.matcher(id).matches() ? id : "unnamed";
    this.tunnel =
        new ManagedTunnel(
            safe,
            new TunnelLinks(platform.libc(), directories.data(), directories.runIfWritable()),
            directories.data());
    this.judges = new BoundJudge(tunnel::judge);
    modified(properties);
  }

  /** New properties; wrong ones are told and change nothing. */
  @Modified
  void modified(Map<String, Object> properties) {
    FormProperties form = new FormProperties(properties);
    String id = form.text(INSTANCE);
    if (!INSTANCE_NAME.matcher(id).matches()) {
      form.wrong(
          "the name of the instance, \"" + id + "\": letters, digits and _.- only, 64 at most");
    }
    String interfaceName = form.text("interfaceName");
    if (!INTERFACE_NAME.matcher(interfaceName).matches()) {
      form.wrong(
          "interfaceName \"" + interfaceName + "\": 1 to 15 of letters, digits and _.- only");
    }
    String cipher = form.textOrNull("cipher");
    Path source = form.path("keyImport");
    Map<String, String> values = form.section(SECTION);
    checkValues(form, values);
    TunnelSettings settings =
        new TunnelSettings(
            form.flag("enabled", true),
            interfaceName,
            cipher == null || cipher.equals("auto") ? null : cipher,
            platform.disabledOffloads(),
            source,
            false,
            values);
    if (form.problems().isEmpty()) {
      tunnel.configure(settings);
    } else {
      tunnel.refuse(form.problems());
    }
  }

  private static void checkValues(FormProperties form, Map<String, String> values) {
    try {
      Secret any = Secret.copyOf(new byte[Secret.BYTES]);
      ConfigValues.device(any, values);
    } catch (ConfigException e) {
      form.wrong(e.getMessage());
    }
  }

  /** Called by the component runtime when there is somebody to ask about flows, or a better one. */
  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  void bindJudge(FlowJudge judge) {
    judges.bind(judge);
  }

  /** Called by the component runtime; after the one that takes its place has been bound. */
  void unbindJudge(FlowJudge judge) {
    judges.unbind(judge);
  }

  /** Ends the tunnel: interface, port, routes and threads are gone when this returns. */
  @Deactivate
  void deactivate() {
    tunnel.close();
  }

  @Override
  public void putPeer(String id, PeerConfig peer) {
    tunnel.putPeer(id, peer);
  }

  @Override
  public void removePeer(String id) {
    tunnel.removePeer(id);
  }

  @Override
  public TunnelSnapshot snapshot() {
    return tunnel.snapshot();
  }

  @Override
  public List<String> problems() {
    return tunnel.snapshot().problems();
  }

  @Override
  public void refresh() {
    tunnel.refresh();
  }
}
