package io.omniedge.transport.tunnel;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.transport.peer.Peer;
import io.omniedge.transport.peer.WireGuardDevice;
import io.omniedge.transport.routing.AllowedIps;
import io.omniedge.transport.uapi.AllowedIpChange;
import io.omniedge.transport.uapi.ApplyException;
import io.omniedge.transport.uapi.ConfigurationTarget;
import io.omniedge.transport.uapi.DeviceChange;
import io.omniedge.transport.uapi.DeviceState;
import io.omniedge.transport.uapi.PeerChange;
import io.omniedge.transport.uapi.PeerState;
import io.omniedge.tun.IpPrefix;
import io.omniedge.tun.linux.libc.Errno;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Applies configuration changes to one WireGuard interface.
 *
 * <p>What can fail, the socket, comes first; the rest cannot fail. So a change is in force as a
 * whole or not at all. A peer keeps its sessions and statistics unless the change removes it or
 * replaces all peers, and never loses them because of another peer. Traffic of an allowed IP that
 * stays is not interrupted.
 *
 * <p>Any thread but the control thread, on which the work is done.
 */
public final class WireGuardTarget implements ConfigurationTarget {
  private final WireGuardDevice device;
  private final PortBinding binding;
  private final ControlThread control;

  /** Configures this device and the socket it sends with. */
  public WireGuardTarget(WireGuardDevice device, PortBinding binding, ControlThread control) {
    this.device = device;
    this.binding = binding;
    this.control = control;
  }

  @Override
  public void apply(DeviceChange change) throws ApplyException {
    control.call(
        now -> {
          applySocket(change);
          applyDevice(change, now);
          return change;
        });
  }

  private void applySocket(DeviceChange change) throws ApplyException {
    int markBefore = binding.fwmark();
    Integer mark = change.fwmark();
    if (mark != null && mark != markBefore) {
      setFwmark(mark);
    }
    Integer port = change.listenPort();
    if (port == null || port == binding.port()) {
      return;
    }
    try {
      binding.rebind(port);
    } catch (IOException e) {
      ApplyException refusal =
          new ApplyException(
              Errno.EADDRINUSE, "UDP port " + port + " cannot be used: " + e.getMessage(), e);
      if (mark != null && mark != markBefore) {
        try {
          setFwmark(markBefore);
        } catch (ApplyException second) {
          refusal.addSuppressed(second);
        }
      }
      throw refusal;
    }
  }

  private void setFwmark(int mark) throws ApplyException {
    try {
      binding.setFwmark(mark);
    } catch (IOException e) {
      throw new ApplyException(
          Errno.EPERM,
          "mark 0x" + Integer.toHexString(mark) + " cannot be set: " + e.getMessage(),
          e);
    }
  }

  private void applyDevice(DeviceChange change, long now) {
    if (change.replacePeers()) {
      for (Peer peer : List.copyOf(device.peers())) {
        device.removePeer(peer.publicKey());
      }
    }
    Secret privateKey = change.privateKey();
    if (privateKey != null) {
      device.setPrivateKey(privateKey.isZero() ? null : privateKey, now);
    }
    for (PeerChange peer : change.peers()) {
      applyPeer(peer, now);
    }
  }

  private void applyPeer(PeerChange change, long now) {
    PublicKey publicKey = change.publicKey();
    if (change.remove()) {
      device.removePeer(publicKey);
      return;
    }
    if (change.updateOnly() && device.peer(publicKey) == null) {
      return;
    }
    Peer peer = device.addPeer(publicKey);
    if (peer == null) {
      // Our own key: configurations shared by all members of a network list us too.
      return;
    }
    Secret presharedKey = change.presharedKey();
    // To set the same key again would end a handshake that is under way.
    if (presharedKey != null && !presharedKey.equals(device.presharedKey(peer))) {
      device.setPresharedKey(peer, presharedKey);
    }
    if (change.endpoint() != null) {
      peer.roamTo(change.endpoint());
    }
    applyAllowedIps(peer, change);
    // Last: it may send, and then needs all of the above.
    if (change.persistentKeepaliveSeconds() != null) {
      device.setPersistentKeepalive(peer, change.persistentKeepaliveSeconds(), now);
    }
  }

  private void applyAllowedIps(Peer peer, PeerChange change) {
    AllowedIps<Peer> allowedIps = device.allowedIps();
    if (change.replaceAllowedIps()) {
      Set<IpPrefix> staying = new HashSet<>();
      for (AllowedIpChange allowed : change.allowedIps()) {
        staying.add(allowed.prefix());
      }
      // Not all out and in again: packets are on their way meanwhile.
      for (IpPrefix prefix : allowedIps.of(peer)) {
        if (!staying.contains(prefix)) {
          allowedIps.remove(prefix, peer);
        }
      }
    }
    for (AllowedIpChange allowed : change.allowedIps()) {
      if (allowed.remove()) {
        allowedIps.remove(allowed.prefix(), peer);
      } else {
        allowedIps.put(allowed.prefix(), peer);
      }
    }
  }

  @Override
  public DeviceState state() throws ApplyException {
    return control.call(
        now -> {
          List<PeerState> peers = new ArrayList<>();
          for (Peer peer : device.peers()) {
            peers.add(state(peer));
          }
          return new DeviceState(
              copy(device.privateKey()), binding.port(), binding.fwmark(), peers);
        });
  }

  private PeerState state(Peer peer) {
    Secret presharedKey = device.presharedKey(peer);
    return new PeerState(
        peer.publicKey(),
        presharedKey.isZero() ? null : copy(presharedKey),
        peer.endpoint(),
        peer.lastHandshake().orElse(null),
        peer.rxBytes(),
        peer.txBytes(),
        peer.persistentKeepaliveSeconds(),
        device.allowedIps().of(peer));
  }

  /** The device wipes its own when they are replaced. */
  private static @Nullable Secret copy(@Nullable Secret secret) {
    return secret == null ? null : Secret.copyOf(secret.exposeBytes());
  }
}
