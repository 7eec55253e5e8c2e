package io.omniedge.gateway.api.flow;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides about flows, once for each. A service, at most one is asked; without one every flow that
 * the rules allow is carried, as standard traffic.
 *
 * <p>It stands beside the data path, never on it: a tunnel asks on a thread of its own and writes
 * the answer into its table of flows, where the packets find it.
 */
@ConsumerType
public interface FlowJudge {
  /**
   * Whether a new flow waits for its decision. If not, its packets are carried meanwhile. Any
   * thread; returns at once.
   */
  boolean validates();

  /**
   * Another number than before if flows that were decided are to be asked about again; while they
   * are, the last decision holds. Any thread; returns at once.
   */
  long generation();

  /** Decides. On one thread of the tunnel; may take milliseconds; never throws. */
  FlowDecision decide(FlowDescriptor flow);
}
