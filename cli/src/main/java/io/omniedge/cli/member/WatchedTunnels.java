package io.omniedge.cli.member;

import io.omniedge.gateway.api.TunnelSnapshot;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Knows the tunnel that the agent opened last, so that it can be shown. Thread-safe. */
final class WatchedTunnels implements MeshTunnels {
  private final MeshTunnels tunnels;
  private volatile @Nullable MeshTunnel last;

  WatchedTunnels(MeshTunnels tunnels) {
    this.tunnels = tunnels;
  }

  @Override
  public MeshTunnel open(String id, MeshSettings settings) throws MeshException {
    MeshTunnel opened = tunnels.open(id, settings);
    last = opened;
    return opened;
  }

  /** How the tunnel is; one that was closed says so. */
  Optional<TunnelSnapshot> snapshot() {
    MeshTunnel tunnel = last;
    return tunnel == null ? Optional.empty() : Optional.of(tunnel.snapshot());
  }
}
