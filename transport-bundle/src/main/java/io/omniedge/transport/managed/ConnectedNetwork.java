package io.omniedge.transport.managed;

import io.omniedge.tun.IpPrefix;

/**
 * A network that this gateway is in, without any router between. Immutable.
 *
 * @param interfaceName which leads to it
 * @param prefix host bits cleared
 */
record ConnectedNetwork(String interfaceName, IpPrefix prefix) {
  /** Clears the host bits. */
  ConnectedNetwork {
    prefix = prefix.network();
  }

  /** Whether all of another prefix lies in it. */
  boolean contains(IpPrefix other) {
    return other.isIpv4() == prefix.isIpv4()
        && other.length() >= prefix.length()
        && new IpPrefix(other.address(), prefix.length()).network().equals(prefix);
  }
}
