package io.omniedge.gateway.api.flow;

/** How urgent the packets of a flow are. */
public enum TrafficClass {
  /** Control loops and alarms: before everything else, within a cap. */
  ULTRA_RELIABLE_LOW_LATENCY,
  /** All that nobody said anything about. */
  STANDARD,
  /** May wait: only what the others leave. */
  BACKGROUND,
  /** Not carried at all. */
  DROP
}
