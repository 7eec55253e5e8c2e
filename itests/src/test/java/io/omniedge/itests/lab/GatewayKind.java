package io.omniedge.itests.lab;

/** Which program is a gateway. */
public enum GatewayKind {
  /** The code under test, as {@code bin/omniedge-wg} starts it. */
  OURS,
  /** The same code as bundles, as {@code bin/omniedge-gateway} starts them. */
  RUNTIME,
  /** The WireGuard project's own program in user space. */
  WIREGUARD_GO
}
