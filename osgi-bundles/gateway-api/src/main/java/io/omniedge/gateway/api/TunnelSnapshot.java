package io.omniedge.gateway.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tunnel at one moment. Immutable, without secrets.
 *
 * @param id name of its configuration
 * @param interfaceName as {@code ip link} shows it
 * @param state what becomes of it
 * @param problems what is wrong, one sentence each: refused properties by their names, or why the
 *     interface cannot be set up; what is in force stays in force
 * @param publicKey base64; empty until the key file was read
 * @param listenPort the UDP port in use; 0 if there is none
 * @param details provider of encryption, offloads, packets and drops by reason, as {@code
 *     omniedge-wg status} names them
 * @param peers in the order of their names
 */
public record TunnelSnapshot(
    String id,
    String interfaceName,
    TunnelState state,
    List<String> problems,
    Optional<String> publicKey,
    int listenPort,
    Map<String, String> details,
    List<PeerSnapshot> peers) {
  /** Copies the collections. */
  public TunnelSnapshot {
    problems = List.copyOf(problems);
    details = Map.copyOf(details);
    peers = List.copyOf(peers);
  }
}
