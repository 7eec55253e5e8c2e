package io.omniedge.transport.uapi;

import io.omniedge.transport.crypto.PublicKey;
import io.omniedge.transport.crypto.Secret;
import io.omniedge.tun.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change at one peer; null leaves a value as it is. Immutable; printing it shows no secret.
 *
 * @param publicKey which peer; it is made if it does not exist
 * @param remove remove the peer; nothing else counts then
 * @param updateOnly do nothing if the peer does not exist
 * @param presharedKey the new one; zero to have none
 * @param endpoint where the peer is now
 * @param persistentKeepaliveSeconds 0 for off, else 1 to 65,535
 * @param replaceAllowedIps take all prefixes from the peer before {@code allowedIps} is applied
 * @param allowedIps in the order to apply
 */
public record PeerChange(
    PublicKey publicKey,
    boolean remove,
    boolean updateOnly,
    @Nullable Secret presharedKey,
    @Nullable Endpoint endpoint,
    @Nullable Integer persistentKeepaliveSeconds,
    boolean replaceAllowedIps,
    List<AllowedIpChange> allowedIps) {
  /** Copies the list and checks the range. */
  public PeerChange {
    if (persistentKeepaliveSeconds != null
        && (persistentKeepaliveSeconds < 0 || persistentKeepaliveSeconds > 0xffff)) {
      throw new IllegalArgumentException(
          "keepalive " + persistentKeepaliveSeconds + " s is not in 0..65535");
    }
    allowedIps = List.copyOf(allowedIps);
  }

  /** Removes a peer. */
  public static PeerChange removal(PublicKey publicKey) {
    return new PeerChange(publicKey, true, false, null, null, null, false, List.of());
  }

  /** Only another endpoint, for a peer that is there. */
  public static PeerChange moved(PublicKey publicKey, Endpoint endpoint) {
    return new PeerChange(publicKey, false, true, null, endpoint, null, false, List.of());
  }

  /** Only another interval of persistent keepalives, for a peer that is there. */
  public static PeerChange keepalive(PublicKey publicKey, int seconds) {
    return new PeerChange(publicKey, false, true, null, null, seconds, false, List.of());
  }
}
