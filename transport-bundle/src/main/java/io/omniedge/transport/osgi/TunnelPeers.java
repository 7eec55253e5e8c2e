package io.omniedge.transport.osgi;

import io.omniedge.transport.config.PeerConfig;

/** How the components of peers give them to their tunnel; inside this bundle only. */
interface TunnelPeers {
  /** Wants this peer, or wants it changed so. */
  void putPeer(String id, PeerConfig peer);

  /** No longer wants it. */
  void removePeer(String id);
}
