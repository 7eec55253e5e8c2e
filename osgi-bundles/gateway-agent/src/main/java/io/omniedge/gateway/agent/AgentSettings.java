package io.omniedge.gateway.agent;

import io.omniedge.gateway.api.mesh.MeshSettings;
import io.omniedge.protocol.enrol.SetupKey;
import io.omniedge.protocol.net.Prefix;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the operator of this gateway decides. Immutable; prints no secret.
 *
 * @param enabled false leaves the network and keeps the membership
 * @param setupKey lets it in; another one than before makes another membership
 * @param provisioningFile holds a setup key, and is deleted once that was used
 * @param name the host name it would like
 * @param mesh how the tunnel is set up
 * @param publicEndpoints where peers reach it, host:port; empty for its own addresses
 * @param offeredRoutes networks behind it that it would serve
 * @param advertiseLan also those it is connected to directly
 * @param exitNode through whom machines behind it reach the rest of the world: a name, {@code
 *     auto}, or empty for nobody
 * @param ephemeral whether the manager may forget it soon after it went offline
 * @param names whether to answer names of the network, and where
 */
public record AgentSettings(
    boolean enabled,
    Optional<SetupKey> setupKey,
    Optional<Path> provisioningFile,
    String name,
    MeshSettings mesh,
    List<String> publicEndpoints,
    List<Prefix> offeredRoutes,
    boolean advertiseLan,
    Optional<String> exitNode,
    boolean ephemeral,
    Optional<NameSettings> names) {
  /**
   * Where names are answered.
   *
   * @param address of this machine, as 127.0.0.77
   * @param port 53 except in tests
   * @param split whether systemd-resolved is told to ask here
   */
  public record NameSettings(InetAddress address, int port, boolean split) {}

  /** Copies. */
  public AgentSettings {
    publicEndpoints = List.copyOf(publicEndpoints);
    offeredRoutes = List.copyOf(offeredRoutes);
  }
}
