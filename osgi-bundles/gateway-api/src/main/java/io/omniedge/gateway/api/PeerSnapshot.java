package io.omniedge.gateway.api;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One peer of a tunnel at one moment. Immutable, without secrets.
 *
 * @param id name of the configuration the peer comes from; empty if somebody used {@code wg set}
 * @param publicKey base64
 * @param endpoint {@code address:port} where the peer was last seen
 * @param allowedIps networks behind the peer, {@code address/length}
 * @param lastHandshake by the wall clock
 * @param receivedBytes since the peer was made
 * @param sentBytes since the peer was made
 * @param persistentKeepaliveSeconds 0 for off
 */
public record PeerSnapshot(
    String id,
    String publicKey,
    Optional<String> endpoint,
    List<String> allowedIps,
    Optional<Instant> lastHandshake,
    long receivedBytes,
    long sentBytes,
    int persistentKeepaliveSeconds) {
  private static final int SESSION_SECONDS = 180;

  /** Copies the list. */
  public PeerSnapshot {
    allowedIps = List.copyOf(allowedIps);
  }

  /**
   * Whether it is there: it has a session, whose packets are taken for {@value #SESSION_SECONDS} s
   * [WG 6.1, REJECT_AFTER_TIME].
   */
  public boolean hasSession(Instant now) {
    return lastHandshake
        .filter(last -> Duration.between(last, now).toSeconds() < SESSION_SECONDS)
        .isPresent();
  }
}
