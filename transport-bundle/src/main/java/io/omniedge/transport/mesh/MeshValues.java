package io.omniedge.transport.mesh;

import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshPeer;
import io.omniedge.gateway.api.mesh.MeshRule;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshState;
import io.omniedge.transport.acl.AccessRule;
import io.omniedge.transport.acl.AccessRules;
import io.omniedge.transport.acl.PortRange;
import io.omniedge.transport.config.ConfigException;
import io.omniedge.transport.config.ConfigValues;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.managed.TunnelSettings;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.Offload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The values of a mesh tunnel, checked in the words of a configuration file. Immutable. */
final class MeshValues {
  /** What Linux takes as the name of an interface, less what would need quoting. */
  private static final Pattern INTERFACE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,15}");

  private static final byte[] NO_PRESHARED_KEY = {};

  private final MeshSettings settings;
  private final Set<Offload> disabled;

  /**
   * @throws MeshException naming the setting that is wrong
   */
  MeshValues(MeshSettings settings, Set<Offload> disabled) throws MeshException {
    this.settings = settings;
    this.disabled = disabled;
    if (!INTERFACE_NAME.matcher(settings.interfaceName()).matches()) {
      throw new MeshException(
          "interfaceName \""
              + settings.interfaceName()
              + "\": 1 to 15 of letters, digits and _.- only");
    }
    addresses(interfaceValues(List.of()));
  }

  /**
   * A state that was checked.
   *
   * @param peers by their names
   * @param rules null for none
   */
  record Wanted(
      TunnelSettings settings,
      List<IpPrefix> addresses,
      SortedMap<String, PeerConfig> peers,
      @Nullable AccessRules rules) {}

  /**
   * @throws MeshException naming the first value that is wrong
   */
  Wanted check(MeshState state) throws MeshException {
    Map<String, String> values = interfaceValues(state.addresses());
    List<IpPrefix> addresses = addresses(values);
    SortedMap<String, PeerConfig> peers = new TreeMap<>();
    for (MeshPeer peer : state.peers()) {
      if (peers.put(peer.id(), peer(peer)) != null) {
        throw new MeshException("peer " + peer.id() + ": there are two of this name");
      }
    }
    List<MeshRule> rules = state.rules().orElse(null);
    return new Wanted(
        new TunnelSettings(
            true, settings.interfaceName(), null, disabled, null, state.takesDefault(), values),
        addresses,
        peers,
        rules == null ? null : rules(rules));
  }

  private Map<String, String> interfaceValues(List<String> addresses) {
    Map<String, String> values = new HashMap<>();
    values.put("address", String.join(",", addresses));
    values.put("listenPort", "" + settings.listenPort());
    values.put("mtu", "" + settings.mtu());
    values.put("table", settings.table());
    values.put("fwMark", settings.fwMark());
    return values;
  }

  private static List<IpPrefix> addresses(Map<String, String> values) throws MeshException {
    try {
      Secret any = Secret.copyOf(new byte[Secret.BYTES]);
      return ConfigValues.device(any, values).addresses();
    } catch (ConfigException e) {
      throw new MeshException(e.getMessage(), e);
    }
  }

  private static PeerConfig peer(MeshPeer peer) throws MeshException {
    Map<String, String> values = new HashMap<>();
    values.put("publicKey", peer.publicKey());
    values.put("allowedIPs", String.join(",", peer.allowedIps()));
    values.put("endpoint", peer.endpoint().orElse(""));
    values.put("persistentKeepalive", "" + peer.persistentKeepaliveSeconds());
    try {
      return ConfigValues.peer(values, NO_PRESHARED_KEY);
    } catch (ConfigException e) {
      throw MeshException.ofPeer(peer.id(), e);
    }
  }

  private static AccessRules rules(List<MeshRule> rules) throws MeshException {
    List<AccessRule> checked = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      MeshRule rule = rules.get(i);
      try {
        List<PortRange> ports = new ArrayList<>();
        for (io.omniedge.gateway.api.mesh.PortRange range : rule.ports()) {
          ports.add(new PortRange(range.first(), range.last()));
        }
        checked.add(
            new AccessRule(
                prefixes(rule.sources()), prefixes(rule.destinations()), rule.protocol(), ports));
      } catch (IllegalArgumentException e) {
        throw new MeshException("rule " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return AccessRules.of(checked);
  }

  private static List<IpPrefix> prefixes(List<String> texts) {
    return texts.stream().map(IpPrefix::parse).toList();
  }
}
