package io.omniedge.transport.mesh;

import io.omniedge.gateway.api.mesh.MeshException;
import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.gateway.api.mesh.MeshTunnel;
import io.omniedge.gateway.api.mesh.MeshTunnels;
import io.omniedge.transport.managed.ManagedTunnel;
import io.omniedge.transport.managed.TunnelLinks;
import io.omniedge.tun.Offload;
import io.omniedge.tun.linux.libc.Libc;
import java.nio.file.Path;
import java.util.HashSet;
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
  private final Set<String> open = new HashSet<>();

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
      if (!open.add(id)) {
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
      return tunnel;
    } catch (MeshException | RuntimeException | Error e) {
      tunnel.close();
      throw e;
    }
  }
}
