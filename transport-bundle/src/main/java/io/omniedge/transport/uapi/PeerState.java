package io.omniedge.transport.uapi;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import io.omniedge.tun.IpPrefix;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One peer at one moment. Immutable; printing it shows no secret.
 *
 * @param publicKey who the peer is
 * @param presharedKey null for none
 * @param endpoint where the peer was last seen, or null if that is not known
 * @param lastHandshake when the last handshake was completed, by the wall clock, or null for never
 * @param receivedBytes bytes received since the peer was made
 * @param sentBytes bytes sent since the peer was made
 * @param persistentKeepaliveSeconds 0 for off
 * @param allowedIps networks behind the peer
 */
public record PeerState(
    PublicKey publicKey,
    @Nullable Secret presharedKey,
    @Nullable Endpoint endpoint,
    @Nullable Instant lastHandshake,
    long receivedBytes,
    long sentBytes,
    int persistentKeepaliveSeconds,
    List<IpPrefix> allowedIps) {
  /** Copies the list. */
  public PeerState {
    allowedIps = List.copyOf(allowedIps);
  }
}
