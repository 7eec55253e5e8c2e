package io.omniedge.transport.config;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.IpPrefix;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One {@code [Peer]} section. Immutable; printing it shows no secret.
 *
 * @param publicKey who the peer is
 * @param presharedKey a second, symmetric key, or null for none; never zero
 * @param allowedIps networks behind the peer, host bits cleared, none twice
 * @param endpoint where to find the peer, not resolved, or null if it must call us
 * @param persistentKeepaliveSeconds 0 for off, else 1 to 65,535
 */
public record PeerConfig(
    PublicKey publicKey,
    @Nullable Secret presharedKey,
    List<IpPrefix> allowedIps,
    @Nullable HostAndPort endpoint,
    int persistentKeepaliveSeconds) {
  /** Copies the list and checks the range. */
  public PeerConfig {
    if (persistentKeepaliveSeconds < 0 || persistentKeepaliveSeconds > 0xffff) {
      throw new IllegalArgumentException(
          "keepalive " + persistentKeepaliveSeconds + " s is not in 0..65535");
    }
    allowedIps = List.copyOf(allowedIps);
  }
}
