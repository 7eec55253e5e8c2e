package io.omniedge.gateway.api.mesh;

import io.omniedge.gateway.api.GatewayTunnel;
import org.osgi.annotation.versioning.ProviderType;

/**
 * One tunnel of a mesh. Brought to what is wanted by a thread of its own, which tries again when it
 * cannot; what is wrong stands in {@link #snapshot()}. Any thread.
 *
 * <p>A network that this gateway is connected to directly always wins: a peer's prefix that lies in
 * it is neither routed to the peer nor taken from it while the network is there, and that is one of
 * the problems in the snapshot.
 */
@ProviderType
public interface MeshTunnel extends GatewayTunnel, AutoCloseable {
  /** Who this gateway is in the mesh: base64. */
  String publicKey();

  /**
   * Wants this state in the place of the last one. The rules are in force when this returns, the
   * rest soon after: peers that stay keep their sessions, those that are gone lose theirs.
   *
   * @throws MeshException naming the value that is wrong; all stays as it was then
   */
  void apply(MeshState wanted) throws MeshException;

  /**
   * Makes a new key; sessions end, and peers that do not know the new one answer no more.
   *
   * @throws MeshException if it cannot be kept; the old one stays then
   */
  void replaceKey() throws MeshException;

  /** Takes the interface away, waits for that, and leaves the key; idempotent. */
  @Override
  void close();
}
