package io.omniedge.transport.osgi;

import io.omniedge.gateway.api.SelfChecked;
import io.omniedge.gateway.api.form.FormProperties;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.ConfigurableComponent;
import org.eclipse.kura.crypto.CryptoService;
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
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/**
 * A peer of a tunnel; one instance for each. A component of its own, so that Kura's page can add
 * one with a password field, and so that one wrong peer leaves the others alone.
 */
@Component(
    name = PeerComponent.PID,
    service = {ConfigurableComponent.class, SelfChecked.class, PeerComponent.class},
    immediate = true,
    configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = PeerComponent.Form.class, factory = true)
public final class PeerComponent implements ConfigurableComponent, SelfChecked {
  /** Name of the component, its configuration and its form. */
  public static final String PID = "io.omniedge.transport.Peer";

  private static final Logger LOG = System.getLogger(PeerComponent.class.getName());

  /** The form in the web pages of Kura and of our own runtime. */
  @ObjectClassDefinition(
      id = PID,
      name = "VpnClient OmniEdge peer",
      description = "A machine at the other end of a tunnel: who it is and what lies behind it.")
  @interface Form {
    @AttributeDefinition(
        name = "Enabled",
        description = "Off cuts the peer off and keeps this configuration.")
    boolean enabled() default true;

    @AttributeDefinition(
        name = "Tunnel",
        description = "The tunnel this peer belongs to.",
        max = "200")
    String Tunnel_target() default "(kura.service.pid=changeme)";

    @AttributeDefinition(
        name = "Public key",
        description = "The peer's public key: 44 characters of base64.",
        max = "44")
    String publicKey();

    @AttributeDefinition(
        name = "Preshared key",
        description =
            "A second, symmetric key that both ends know, as wg genpsk prints it; empty for none.",
        type = AttributeType.PASSWORD,
        required = false,
        max = "44")
    String presharedKey() default "";

    @AttributeDefinition(
        name = "Endpoint",
        description =
            "Where to find the peer, host:port or [IPv6 address]:port. Leave empty if the peer"
                + " calls this gateway.",
        required = false,
        max = "300")
    String endpoint() default "";

    @AttributeDefinition(
        name = "Allowed IPs",
        description =
            "Addresses and networks behind the peer, separated by commas: 10.10.0.2/32,"
                + " 192.168.20.0/24",
        required = false,
        max = "10000")
    String allowedIPs() default "";

    @AttributeDefinition(
        name = "Persistent keepalive",
        description =
            "Seconds between empty packets that keep NATs and firewalls open; 0 sends none. 25"
                + " suits most of them.",
        min = "0",
        max = "65535")
    int persistentKeepalive() default 25;
  }

  /** Those that a file has too, under the same names in any case; refused in this order. */
  private static final List<String> SECTION =
      List.of("publicKey", "endpoint", "allowedIPs", "persistentKeepalive");

  // Guarded by this: the component runtime binds, unbinds and modifies from threads of its own.
  private String id = "";
  private @Nullable TunnelPeers tunnel;
  private @Nullable CryptoService crypto;
  private Map<String, Object> properties = Map.of();
  private @Nullable PeerConfig peer;
  private List<String> problems = List.of();

  @Activate
  synchronized void activate(Map<String, Object> first) {
    modified(first);
  }

  /** New properties; wrong ones are told, and the peer stays as it was. */
  @Modified
  synchronized void modified(Map<String, Object> changed) {
    properties = Map.copyOf(changed);
    FormProperties form = new FormProperties(properties);
    String before = id;
    id = form.text(TunnelComponent.INSTANCE);
    if (!before.isEmpty() && !before.equals(id) && tunnel != null) {
      tunnel.removePeer(before);
    }
    boolean enabled = form.flag("enabled", true);
    PeerConfig wanted = read(form);
    problems = List.copyOf(form.problems());
    if (wanted != null) {
      peer = enabled ? wanted : null;
    }
    for (String problem : problems) {
      LOG.log(Level.ERROR, "{0}: {1}", id, problem);
    }
    give();
  }

  private @Nullable PeerConfig read(FormProperties form) {
    byte[] presharedKey = presharedKey(form);
    try {
      PeerConfig read = ConfigValues.peer(form.section(SECTION), presharedKey);
      return form.problems().isEmpty() ? read : null;
    } catch (ConfigException e) {
      form.wrong(e.getMessage());
      return null;
    } finally {
      Arrays.fill(presharedKey, (byte) 0);
    }
  }

  private byte[] presharedKey(FormProperties form) {
    CryptoService bound = crypto;
    char[] clear = form.password("presharedKey", bound == null ? null : bound::decryptAes);
    // By hand: an encoder would leave a copy in memory. What is not ASCII is no key anyhow.
    byte[] bytes = new byte[clear.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (clear[i] < 0x80 ? clear[i] : '?');
    }
    Arrays.fill(clear, '\0');
    return bytes;
  }

  private void give() {
    TunnelPeers to = tunnel;
    if (to == null) {
      return;
    }
    if (peer == null) {
      to.removePeer(id);
    } else {
      to.putPeer(id, peer);
    }
  }

  @Reference(
      name = "Tunnel",
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindTunnel(TunnelPeers bound) {
    TunnelPeers before = tunnel;
    if (before != null && before != bound) {
      before.removePeer(id);
    }
    tunnel = bound;
    give();
  }

  synchronized void unbindTunnel(TunnelPeers unbound) {
    if (tunnel == unbound) {
      unbound.removePeer(id);
      tunnel = null;
    }
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  synchronized void bindCrypto(CryptoService bound) {
    crypto = bound;
    if (!properties.isEmpty()) {
      modified(properties);
    }
  }

  synchronized void unbindCrypto(CryptoService unbound) {
    if (crypto == unbound) {
      crypto = null;
    }
  }

  @Override
  public synchronized List<String> problems() {
    if (tunnel != null) {
      return problems;
    }
    List<String> all = new ArrayList<>(problems);
    Object target = properties.get("Tunnel.target");
    all.add("Tunnel \"" + target + "\": there is no tunnel of this name");
    return all;
  }

  @Deactivate
  synchronized void deactivate() {
    if (tunnel != null) {
      tunnel.removePeer(id);
    }
  }
}
