package io.omniedge.transport.acl;

/**
 * Destination ports from one to another, both included. Immutable.
 *
 * @param first 0 to 65,535
 * @param last not before {@code first}
 */
public record PortRange(int first, int last) {
  /** Checks the range. */
  public PortRange {
    if (first < 0 || last > 0xffff || first > last) {
      throw new IllegalArgumentException(
          "ports " + first + "-" + last + " are no range within 0..65535");
    }
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }
}
