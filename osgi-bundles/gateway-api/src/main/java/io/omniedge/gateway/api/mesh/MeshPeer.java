package io.omniedge.gateway.api.mesh;

import java.util.List;
import java.util.Optional;

/**
 * Another member. Immutable; the texts are checked by {@link MeshTunnel#apply}.
 *
 * @param id its name in snapshots and messages, no other peer's
 * @param publicKey base64
 * @param allowedIps its addresses and the networks behind it, {@code address/length}
 * @param endpoint {@code host:port} or {@code [IPv6 address]:port}; empty if it calls us
 * @param persistentKeepaliveSeconds 0 for none
 */
public record MeshPeer(
    String id,
    String publicKey,
    List<String> allowedIps,
    Optional<String> endpoint,
    int persistentKeepaliveSeconds) {
  /** Copies the list. */
  public MeshPeer {
    allowedIps = List.copyOf(allowedIps);
  }
}
