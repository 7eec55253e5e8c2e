package io.omniedge.pdm.store;

/** What leaves first once the connection is back. Alarms leave before all other in both. */
public enum ReplayOrder {
  /** What is of now; what waited longer follows as the rate of replay allows. */
  LIVE_FIRST,
  /** Of each class the oldest, so a receiver gets each class in its order. */
  BACKLOG_FIRST
}
