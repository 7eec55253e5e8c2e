package io.omniedge.transport.timer;

/** The five timers of a peer. */
public enum Timer {
  /** An initiation got no response for REKEY_TIMEOUT and jitter: send another [WG 6.4]. */
  RETRANSMIT_HANDSHAKE,
  /** Data came in and nothing went out for KEEPALIVE_TIMEOUT: send an empty packet [WG 6.5]. */
  SEND_KEEPALIVE,
  /**
   * Data went out and nothing came in for KEEPALIVE_TIMEOUT + REKEY_TIMEOUT and jitter: the peer
   * has lost the session, start a new one [WG 6.5].
   */
  NEW_HANDSHAKE,
  /** No new session for three times REJECT_AFTER_TIME: forget all keys [WG 6.3]. */
  ZERO_KEY_MATERIAL,
  /** Nothing went through in either direction for the configured interval. */
  PERSISTENT_KEEPALIVE
}
