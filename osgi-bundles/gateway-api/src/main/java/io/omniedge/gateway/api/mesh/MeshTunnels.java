package io.omniedge.gateway.api.mesh;

import org.osgi.annotation.versioning.ProviderType;

/** Makes tunnels for networks whose members somebody else decides about. A service. Any thread. */
@ProviderType
public interface MeshTunnels {
  /**
   * A tunnel with a key of its own, made now if it has none yet. There is no interface before the
   * first {@link MeshTunnel#apply}. The caller closes it.
   *
   * @param id becomes the name of the key file: letters, digits and {@code _.-}, 64 at most
   * @throws MeshException if the id is taken or a value refused, or the key cannot be kept
   */
  MeshTunnel open(String id, MeshSettings settings) throws MeshException;
}
