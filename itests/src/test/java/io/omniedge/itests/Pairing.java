package io.omniedge.itests;

import io.omniedge.itests.lab.GatewayKind;

/** Who speaks with whom: left knows right's endpoint and speaks first. */
enum Pairing {
  OURS_WITH_OURS(GatewayKind.OURS, GatewayKind.OURS),
  OURS_INITIATES_TO_WIREGUARD_GO(GatewayKind.OURS, GatewayKind.WIREGUARD_GO),
  WIREGUARD_GO_INITIATES_TO_OURS(GatewayKind.WIREGUARD_GO, GatewayKind.OURS);

  private final GatewayKind left;
  private final GatewayKind right;

  Pairing(GatewayKind left, GatewayKind right) {
    this.left = left;
    this.right = right;
  }

  GatewayKind left() {
    return left;
  }

  GatewayKind right() {
    return right;
  }
}
