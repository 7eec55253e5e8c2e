package io.omniedge.gateway.device;

/**
 * A network interface of the board.
 *
 * @param name as udev names it; it may end in * where the name depends on a slot
 * @param role what is behind it
 * @param label what is written at its socket, for people; empty if nothing is
 */
public record NetworkPort(String name, Role role, String label) {
  /** What is behind an interface. */
  public enum Role {
    /** Other people's network: closed, its address from DHCP. */
    WAN,
    /** The plant. */
    LAN
  }
}
