package io.omniedge.gateway.api.exit;

import java.util.List;

/**
 * What there is to know for who chooses an exit node. Immutable.
 *
 * @param self this gateway; online while it has a map in force
 * @param isExitNode whether others may leave through this gateway
 * @param network identifier of the network it is in
 * @param networkName its name
 * @param subnet the first address of this gateway with its length
 * @param peers how many there are in the map
 * @param exitNodes those that the policy allows, in the order of their names
 * @param networkType of the way out: {@code ethernet}, {@code wifi}, {@code cellular} or {@code
 *     unknown}
 */
public record ExitContext(
    ExitNode self,
    boolean isExitNode,
    String network,
    String networkName,
    String subnet,
    int peers,
    List<ExitNode> exitNodes,
    String networkType) {
  /** Copies the list. */
  public ExitContext {
    exitNodes = List.copyOf(exitNodes);
  }
}
