package io.omniedge.transport.uapi;

import io.omniedge.transport.config.HostAndPort;
import io.omniedge.transport.config.InterfaceConfig;
import io.omniedge.transport.config.PeerConfig;
import io.omniedge.transport.config.TunnelConfig;
import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns a configuration file into the same changes that {@code wg} sends. No state; any thread. */
public final class ConfigChanges {
  private static final Secret NO_KEY = Secret.copyOf(new byte[Secret.BYTES]);

  private ConfigChanges() {}

  /** All of a configuration, in place of what is there; ends every session. */
  public static DeviceChange replacing(TunnelConfig config, EndpointResolver resolver) {
    List<PeerChange> peers = new ArrayList<>();
    for (PeerConfig peer : config.peers()) {
      peers.add(addition(peer, resolver));
    }
    InterfaceConfig device = config.device();
    return new DeviceChange(device.privateKey(), device.listenPort(), device.fwmark(), true, peers);
  }

  /**
   * Only what differs between {@code state} and a configuration: peers that stay keep their
   * sessions. An endpoint the configuration does not give stays as it was learned, and so does a
   * port the kernel chose.
   */
  public static DeviceChange between(
      DeviceState state, TunnelConfig config, EndpointResolver resolver) {
    Map<PublicKey, PeerState> present = new HashMap<>();
    for (PeerState peer : state.peers()) {
      present.put(peer.publicKey(), peer);
    }
    List<PeerChange> peers = new ArrayList<>();
    for (PeerConfig peer : config.peers()) {
      PeerState before = present.remove(peer.publicKey());
      PeerChange change =
          before == null ? addition(peer, resolver) : difference(before, peer, resolver);
      if (change != null) {
        peers.add(change);
      }
    }
    // Before the additions: a peer that leaves must not take a prefix from one that comes.
    List<PeerChange> all = new ArrayList<>();
    for (PeerState gone : state.peers()) {
      if (present.containsKey(gone.publicKey())) {
        all.add(PeerChange.removal(gone.publicKey()));
      }
    }
    all.addAll(peers);
    InterfaceConfig device = config.device();
    boolean samePort = device.listenPort() == 0 || device.listenPort() == state.listenPort();
    return new DeviceChange(
        Objects.equals(state.privateKey(), device.privateKey()) ? null : device.privateKey(),
        samePort ? null : device.listenPort(),
        device.fwmark() == state.fwmark() ? null : device.fwmark(),
        false,
        all);
  }

  private static PeerChange addition(PeerConfig peer, EndpointResolver resolver) {
    List<AllowedIpChange> allowedIps = new ArrayList<>();
    for (IpPrefix prefix : peer.allowedIps()) {
      allowedIps.add(new AllowedIpChange(prefix, false));
    }
    return new PeerChange(
        peer.publicKey(),
        false,
        false,
        peer.presharedKey() == null ? NO_KEY : peer.presharedKey(),
        resolve(peer.endpoint(), resolver),
        peer.persistentKeepaliveSeconds(),
        true,
        allowedIps);
  }

  private static @Nullable PeerChange difference(
      PeerState before, PeerConfig after, EndpointResolver resolver) {
    Secret presharedKey =
        Objects.equals(before.presharedKey(), after.presharedKey())
            ? null
            : Objects.requireNonNullElse(after.presharedKey(), NO_KEY);
    Endpoint endpoint = resolve(after.endpoint(), resolver);
    if (Objects.equals(endpoint, before.endpoint())) {
      endpoint = null;
    }
    Integer keepalive =
        before.persistentKeepaliveSeconds() == after.persistentKeepaliveSeconds()
            ? null
            : after.persistentKeepaliveSeconds();
    List<AllowedIpChange> allowedIps = difference(before.allowedIps(), after.allowedIps());
    if (presharedKey == null && endpoint == null && keepalive == null && allowedIps.isEmpty()) {
      return null;
    }
    return new PeerChange(
        after.publicKey(), false, false, presharedKey, endpoint, keepalive, false, allowedIps);
  }

  private static List<AllowedIpChange> difference(List<IpPrefix> before, List<IpPrefix> after) {
    List<AllowedIpChange> changes = new ArrayList<>();
    Set<IpPrefix> gone = new LinkedHashSet<>(before);
    for (IpPrefix prefix : after) {
      if (!gone.remove(prefix)) {
        changes.add(new AllowedIpChange(prefix, false));
      }
    }
    for (IpPrefix prefix : gone) {
      changes.add(new AllowedIpChange(prefix, true));
    }
    return changes;
  }

  private static @Nullable Endpoint resolve(
      @Nullable HostAndPort where, EndpointResolver resolver) {
    return where == null ? null : resolver.resolve(where);
  }
}
