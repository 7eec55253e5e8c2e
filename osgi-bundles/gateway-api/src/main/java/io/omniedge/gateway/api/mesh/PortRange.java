package io.omniedge.gateway.api.mesh;

/**
 * Ports from one to another, both included. Immutable.
 *
 * @param first 0 to 65,535
 * @param last not before {@code first}
 */
public record PortRange(int first, int last) {}
