package io.omniedge.transport.uapi;

import io.omniedge.tun.IpPrefix;

/**
 * One {@code allowed_ip} line. Immutable.
 *
 * @param prefix host bits are cleared
 * @param remove take the prefix from this peer, if it has it, instead of giving it
 */
public record AllowedIpChange(IpPrefix prefix, boolean remove) {
  /** Clears the host bits, as every WireGuard does. */
  public AllowedIpChange {
    prefix = prefix.network();
  }
}
