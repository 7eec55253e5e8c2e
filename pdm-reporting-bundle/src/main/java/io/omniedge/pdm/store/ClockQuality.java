package io.omniedge.pdm.store;

/** How far the time of a message can be trusted. The ordinal is in the records on disk. */
public enum ClockQuality {
  /** Nobody had set the clock when it was taken, and it is not known how wrong it was. */
  UNSET,
  /** The clock was set when it was taken. */
  SET,
  /** The clock was set later in the same run of the machine, and the time is put right by that. */
  CORRECTED
}
