package io.omniedge.pdm.triage;

/** Why samples go no further. */
public enum DropReason {
  // Cleaning.
  NOT_A_NUMBER,
  OUT_OF_RANGE,
  /** More than a minute ahead of our clock, or a week behind it. */
  CLOCK,
  DUPLICATE,
  OUT_OF_ORDER,
  /** More sources than the memory or their number allows. */
  NO_ROOM,

  // What the operator wanted.
  REDACTED,
  DISCARDED,
  /** Within the deadband of the last one. */
  UNCHANGED,
  /** Between each n-th. */
  THINNED,

  // On the way.
  /** More than fit between two rounds of the worker. */
  TOO_BUSY,
  /** There is no outlet. */
  NO_LINK,
  /** The queue of the outlet was full, and others mattered more. */
  OVERFLOW,
  /** A newer one of the same source took its place in the full queue. */
  SUPERSEDED,
  /** Compliance forbade it. */
  BLOCKED,
  /** The message is larger than the outlet takes. */
  TOO_LARGE,
  /** Not even the whole store had room for what is never thrown away. */
  STORE_FULL,
  /** It was for the manager of another network than the gateway is a member of by now. */
  OTHER_NETWORK,
  /** What the disk gave back was not what was written. */
  DAMAGED,
  /** The folder of this gateway could not take it. */
  NOT_STORED,
  /** The gateway, or this part of it, went down before. */
  CLOSED
}
