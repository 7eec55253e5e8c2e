package io.omniedge.transport.uapi;

import io.omniedge.transport.crypto.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change at one interface, read and checked as a whole before any of it is applied; null
 * leaves a value as it is. Immutable; printing it shows no secret.
 *
 * @param privateKey the new one; zero to have none
 * @param listenPort the new UDP port; 0 for one the kernel chooses
 * @param fwmark the new mark, unsigned; 0 for none
 * @param replacePeers remove all peers before {@code peers} is applied
 * @param peers in the order to apply; a peer may come more than once
 */
public record DeviceChange(
    @Nullable Secret privateKey,
    @Nullable Integer listenPort,
    @Nullable Integer fwmark,
    boolean replacePeers,
    List<PeerChange> peers) {
  /** Copies the list and checks the range. */
  public DeviceChange {
    if (listenPort != null && (listenPort < 0 || listenPort > 0xffff)) {
      throw new IllegalArgumentException("port " + listenPort + " is not in 0..65535");
    }
    peers = List.copyOf(peers);
  }
}
