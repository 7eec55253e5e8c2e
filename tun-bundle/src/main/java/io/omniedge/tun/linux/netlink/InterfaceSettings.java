package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.util.List;

/**
 * What a tunnel interface shall look like, whole: what is not named here is taken away. Immutable.
 *
 * @param addresses with the length of their network
 * @param mtu in bytes, 0 to leave it
 * @param txQueueLength packets that may wait to enter the tunnel, 0 to leave it
 * @param routes destinations behind the tunnel
 * @param table where the routes go
 * @param fwmark the mark the tunnel's own UDP packets carry; needed (not 0) for a default route
 *     with {@link RoutingTable#AUTO}
 * @param forwardedOnly whether the default routes of {@link RoutingTable#AUTO} are for packets that
 *     come from others only; those made here take the way they took
 * @param up switched on; if not, there are no routes and rules either
 */
public record InterfaceSettings(
    List<IpPrefix> addresses,
    int mtu,
    int txQueueLength,
    List<RouteSetting> routes,
    RoutingTable table,
    int fwmark,
    boolean forwardedOnly,
    boolean up) {
  /** Copies the lists. */
  public InterfaceSettings {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
    if (mtu < 0 || txQueueLength < 0) {
      throw new IllegalArgumentException("MTU " + mtu + ", queue length " + txQueueLength);
    }
  }

  /** An interface that is up with these addresses, and nothing else. */
  public static InterfaceSettings of(List<IpPrefix> addresses) {
    return new InterfaceSettings(addresses, 0, 0, List.of(), RoutingTable.AUTO, 0, false, true);
  }

  /** The same with this MTU. */
  public InterfaceSettings withMtu(int value) {
    return new InterfaceSettings(
        addresses, value, txQueueLength, routes, table, fwmark, forwardedOnly, up);
  }

  /** The same with this length of the transmit queue. */
  public InterfaceSettings withTxQueueLength(int value) {
    return new InterfaceSettings(addresses, mtu, value, routes, table, fwmark, forwardedOnly, up);
  }

  /** The same with these routes. */
  public InterfaceSettings withRoutes(List<RouteSetting> value) {
    return new InterfaceSettings(
        addresses, mtu, txQueueLength, value, table, fwmark, forwardedOnly, up);
  }

  /** The same with the routes in this table. */
  public InterfaceSettings withTable(RoutingTable value) {
    return new InterfaceSettings(
        addresses, mtu, txQueueLength, routes, value, fwmark, forwardedOnly, up);
  }

  /** The same with this firewall mark. */
  public InterfaceSettings withFwmark(int value) {
    return new InterfaceSettings(
        addresses, mtu, txQueueLength, routes, table, value, forwardedOnly, up);
  }

  /** The same, its default routes for all packets or for those of others only. */
  public InterfaceSettings withForwardedOnly(boolean value) {
    return new InterfaceSettings(addresses, mtu, txQueueLength, routes, table, fwmark, value, up);
  }

  /** The same, switched on or off. */
  public InterfaceSettings withUp(boolean value) {
    return new InterfaceSettings(
        addresses, mtu, txQueueLength, routes, table, fwmark, forwardedOnly, value);
  }
}
