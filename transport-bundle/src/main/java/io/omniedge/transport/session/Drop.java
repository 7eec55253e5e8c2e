package io.omniedge.transport.session;

/** Why a packet or message was thrown away; each reason has a counter and no other effect. */
public enum Drop {
  // A datagram that is none of ours.
  /** Unknown type, non-zero reserved bytes, or a length that does not fit the type. */
  MESSAGE_MALFORMED,
  /** The interface is down. */
  INTERFACE_DOWN,

  // Transport data, in the order of the checks.
  /** No session has this receiver index. */
  INDEX_UNKNOWN,
  /** The session is older than REJECT_AFTER_TIME. */
  SESSION_EXPIRED,
  /** The counter has reached REJECT_AFTER_MESSAGES. */
  COUNTER_EXHAUSTED,
  /** The tag does not verify. */
  DATA_FORGED,
  /** The counter was seen before, or is behind the replay window. */
  DATA_REPLAYED,
  /** The session was closed while the packet was being opened. */
  SESSION_CLOSED,
  /** What was sealed is no IP packet, or says that it is longer than it is. */
  INNER_PACKET_MALFORMED,
  /** The inner source address is not among the allowed IPs of the peer that sealed it. */
  SOURCE_NOT_ALLOWED,

  // Access control, both ways.
  /** Headers that cannot be read to the ports, or that lead the packet elsewhere. */
  ACL_HEADER_UNREADABLE,
  /** A fragment whose first one did not pass or would be overwritten, or one without ports. */
  ACL_FRAGMENT_REFUSED,
  /** An ICMP error about no known flow, or one that steers instead of reporting. */
  ACL_ICMP_ERROR_UNSOLICITED,
  /** No rule allows this flow, or no longer. */
  ACL_REFUSED,
  /** Allowed, but no place is left to remember the flow. */
  ACL_TABLE_FULL,
  /** A plugin refused the flow, or a new one when no plugin could say anything. */
  POLICY_REFUSED,
  /** A plugin classified the flow as one that is not carried. */
  POLICY_CLASS_DROPPED,
  /** The flow is new, and there is no room left for its packets to wait for the verdict. */
  POLICY_NO_ROOM,

  // Handshake messages, in the order of the checks.
  /** We have no private key. */
  PRIVATE_KEY_MISSING,
  /** The sender does not know our public key. */
  MAC1_INVALID,
  /** Under load and without a valid cookie: answered by a cookie reply. */
  COOKIE_REQUIRED,
  /** Under load and too many from this source. */
  SOURCE_RATE_LIMITED,
  /** A public key of low order, so the shared secret would be zero. */
  LOW_ORDER_POINT,
  /** The initiation does not decrypt. */
  INITIATION_FORGED,
  /** The initiation comes from a key that is no peer's. */
  PEER_UNKNOWN,
  /** The timestamp is not greater than the greatest seen from this peer. */
  INITIATION_REPLAYED,
  /** Sooner than 20 ms after the last initiation of this peer. */
  INITIATION_FLOOD,
  /** No initiation of ours waits for this response. */
  RESPONSE_UNEXPECTED,
  /** The response does not decrypt. */
  RESPONSE_FORGED,
  /** No handshake message of ours waits for this cookie reply. */
  COOKIE_UNEXPECTED,
  /** The cookie reply does not decrypt. */
  COOKIE_FORGED,

  /** A flood of initiations, and this source has had its share of our time. */
  INITIATION_NOT_ADMITTED,
  /** The control thread has more handshake messages waiting than it will ever answer in time. */
  HANDSHAKE_QUEUE_FULL,

  // Packets to be sent.
  /** What the TUN gave is no IP packet, or its offload header does not fit it. */
  SUPERPACKET_MALFORMED,
  /** No peer's allowed IPs contain the destination. */
  DESTINATION_UNKNOWN,
  /** The peer has no endpoint. */
  ENDPOINT_UNKNOWN,
  /** The oldest staged packet made room for a newer one. */
  STAGING_OVERFLOW,
  /** Staged packets for which no handshake succeeded in REKEY_ATTEMPT_TIME. */
  HANDSHAKE_GIVEN_UP,

  // Refusals of the kernel.
  /** Reading the TUN failed. */
  TUN_READ_FAILED,
  /** Writing to the TUN failed, for instance while the interface is down. */
  TUN_WRITE_FAILED,
  /** Sending failed, for instance because the network is unreachable. */
  UDP_SEND_FAILED,
  /** Receiving failed. */
  UDP_RECEIVE_FAILED
}
