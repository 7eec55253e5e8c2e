package io.omniedge.gateway.api.mesh;

import java.util.List;
import java.util.Optional;

/**
 * What a mesh wants of one of its members. Immutable.
 *
 * @param addresses of this gateway in the mesh, {@code address/length}
 * @param peers whom it may talk to
 * @param rules which flows may be opened, through this gateway or by it; empty lets all pass, an
 *     empty list none
 * @param takesDefault whether everything that machines send through this gateway goes into the
 *     tunnel, unless there is a narrower route; what no peer takes there goes nowhere. What the
 *     gateway itself sends keeps its way
 */
public record MeshState(
    List<String> addresses,
    List<MeshPeer> peers,
    Optional<List<MeshRule>> rules,
    boolean takesDefault) {
  /** Copies the lists. */
  public MeshState {
    addresses = List.copyOf(addresses);
    peers = List.copyOf(peers);
    rules = rules.map(List::copyOf);
  }
}
