package io.omniedge.pdm.triage;

import io.omniedge.gateway.api.data.TriageAction;

/** How much depends on data, the most first. */
public enum PriorityClass {
  /** Lives. */
  P0,
  /** Alarms and answers to commands. */
  P1,
  /** Reports and states of machines. */
  P2,
  /** Telemetry. */
  P3,
  /** Bulk. */
  P4;

  /** Whether data of it are never thrown away for want of room or budget. */
  public boolean isVital() {
    return this == P0 || this == P1;
  }

  /** The class of a stream that somebody asked for. */
  public static PriorityClass of(TriageAction.Priority priority) {
    return switch (priority) {
      case CRITICAL -> P0;
      case HIGH -> P1;
      case NORMAL -> P2;
      case LOW -> P3;
    };
  }
}
