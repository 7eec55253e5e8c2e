package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A route with one next hop. Immutable. (What the kernel knows beyond these fields, such as several
 * next hops or encapsulation, is not shown.)
 *
 * @param destination with its host bits cleared; {@code 0.0.0.0/0} or {@code ::/0} is the default
 *     route
 * @param table number of the routing table, unsigned
 * @param linkIndex the output interface, 0 if none (or several)
 * @param gateway next router, null if the destination is directly on the link
 * @param metric the lower, the better; unsigned
 * @param preferredSource address that packets made on this machine take, null for the kernel's
 *     choice
 * @param protocol who made it (RTPROT_ of {@code rtnetlink.h}, or {@link Rtnetlink#PROTOCOL})
 * @param scope RT_SCOPE_: 253 for on-link IPv4, else 0
 * @param type RTN_: 1 for unicast
 */
public record Route(
    IpPrefix destination,
    int table,
    int linkIndex,
    @Nullable InetAddress gateway,
    int metric,
    @Nullable InetAddress preferredSource,
    int protocol,
    int scope,
    int type) {
  /** The table every machine uses first. */
  public static final int MAIN_TABLE = Uapi.RT_TABLE_MAIN;

  /** Clears the host bits of the destination. */
  public Route {
    destination = destination.network();
  }

  /** A route of ours into an interface, in the main table, with the kernel's default metric. */
  public static Route to(IpPrefix destination, int linkIndex) {
    boolean v4 = destination.isIpv4();
    return new Route(
        destination,
        MAIN_TABLE,
        linkIndex,
        null,
        v4 ? 0 : Uapi.IP6_RT_PRIO_USER,
        null,
        Rtnetlink.PROTOCOL,
        v4 ? Uapi.RT_SCOPE_LINK : Uapi.RT_SCOPE_UNIVERSE,
        Uapi.RTN_UNICAST);
  }

  /** The same in another table. */
  public Route inTable(int number) {
    return new Route(
        destination, number, linkIndex, gateway, metric, preferredSource, protocol, scope, type);
  }

  /** The same with this metric; 0 keeps the kernel's default. */
  public Route withMetric(int value) {
    int effective = value == 0 && !destination.isIpv4() ? Uapi.IP6_RT_PRIO_USER : value;
    return new Route(
        destination, table, linkIndex, gateway, effective, preferredSource, protocol, scope, type);
  }

  /** The same through a router. */
  public Route via(@Nullable InetAddress router) {
    int newScope =
        router == null && destination.isIpv4() ? Uapi.RT_SCOPE_LINK : Uapi.RT_SCOPE_UNIVERSE;
    return new Route(
        destination, table, linkIndex, router, metric, preferredSource, protocol, newScope, type);
  }

  /** The same with this source address for packets made here. */
  public Route from(@Nullable InetAddress source) {
    return new Route(destination, table, linkIndex, gateway, metric, source, protocol, scope, type);
  }

  /** What can be there only once. */
  record Key(IpPrefix destination, int table, int metric) {}

  Key key() {
    return new Key(destination, table, metric);
  }

  /** {@code route 10.2.0.0/16 table 51820 metric 5}; the interface is named by who knows it. */
  @Override
  public String toString() {
    return "route "
        + destination
        + (gateway == null ? "" : " via " + gateway.getHostAddress())
        + (table == MAIN_TABLE ? "" : " table " + Integer.toUnsignedString(table))
        + (metric == 0 ? "" : " metric " + Integer.toUnsignedString(metric))
        + (preferredSource == null ? "" : " src " + preferredSource.getHostAddress());
  }
}
