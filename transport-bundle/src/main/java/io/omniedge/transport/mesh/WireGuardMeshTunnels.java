package io.omniedge.transport.mesh;

import io.omniedge.gateway.api.flow.FlowJudge;
import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.transport.managed.ManagedTunnel;
import io.omniedge.transport.managed.TunnelLinks;
import io.omniedge.tun.Offload;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Mesh tunnels over WireGuard; with or without a framework. Thread-safe. */
public final class WireGuardMeshTunnels implements MeshTunnels {
  /** Becomes the name of a file. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

  private final TunnelLinks links;
  private final Path dataDirectory;
  private final Set<Offload> disabled;
  private final Map<String, Optional<WireGuardMeshTunnel>> open = new HashMap<>();

  /** Asked by all; guarded by {@code open}. */
  private @Nullable FlowJudge judge;

  /**
   * Makes nothing yet.
   *
   * @param dataDirectory where keys are kept, and what survives a restart
   * @param runDirectory where {@code wg} looks for the sockets, or null if we may not write there
   * @param disabled offloads not to use
   */
  public WireGuardMeshTunnels(
      Libc libc, Path dataDirectory, @Nullable Path runDirectory, Set<Offload> disabled) {
    this.links = new TunnelLinks(libc, dataDirectory, runDirectory);
    this.dataDirectory = dataDirectory;
    this.disabled = Set.copyOf(disabled);
  }

  @Override
  public MeshTunnel open(String id, MeshSettings settings) throws MeshException {
    if (!ID.matcher(id).matches()) {
      throw new MeshException(
          "tunnel \"" + id + "\": letters, digits and _.- only, 64 at most, and no - or . first");
    }
    MeshValues values = new MeshValues(settings, disabled);
    synchronized (open) {
      if (open.putIfAbsent(id, Optional.empty()) != null) {
        throw new MeshException("tunnel \"" + id + "\" is open already");
      }
    }
    WireGuardMeshTunnel tunnel =
        new WireGuardMeshTunnel(
            id,
            values,
            new ManagedTunnel(id, links, dataDirectory, true),
            () -> {
              synchronized (open) {
                open.remove(id);
              }
            });
    try {
      tunnel.makeKey();
      synchronized (open) {
        open.put(id, Optional.of(tunnel));
        tunnel.judge(judge);
      }
      return tunnel;
    } catch (MeshException | RuntimeException | Error e) {
      tunnel.close();
      throw e;
    }
  }

  /** From now on all tunnels ask this one about flows that their rules allow; null for nobody. */
  public void judge(@Nullable FlowJudge next) {
    synchronized (open) {
      judge = next;
      for (Optional<WireGuardMeshTunnel> tunnel : open.values()) {
        tunnel.ifPresent(present -> present.judge(next));
      }
    }
  }
}
