package io.omniedge.transport.uapi;

import io.omniedge.transport.crypto.Secret;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One interface at one moment. Immutable; printing it shows no secret.
 *
 * @param privateKey null for none
 * @param listenPort the port in use, 0 if there is none
 * @param fwmark mark on everything sent, unsigned; 0 for none
 * @param peers in any order
 */
public record DeviceState(
    @Nullable Secret privateKey, int listenPort, int fwmark, List<PeerState> peers) {
  /** Copies the list. */
  public DeviceState {
    peers = List.copyOf(peers);
  }
}
