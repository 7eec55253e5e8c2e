package io.omniedge.gateway.api;

/** What becomes of a configured tunnel. */
public enum TunnelState {
  /** Switched off by its configuration. */
  DISABLED,
  /** Being set up. */
  STARTING,
  /** The interface exists and carries traffic to the peers that answer. */
  UP,
  /** Cannot run; the problems say why. It is tried again by itself. */
  FAILED
}
