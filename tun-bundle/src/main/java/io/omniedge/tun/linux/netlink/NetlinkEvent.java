package io.omniedge.tun.linux.netlink;

/** What {@link LinkMonitor} tells. Immutable. */
public sealed interface NetlinkEvent {

  /** An interface is new, or its flags, MTU or name changed. */
  record LinkChanged(Link link) implements NetlinkEvent {}

  /** An interface is gone. */
  record LinkRemoved(Link link) implements NetlinkEvent {}

  /** An address is new or changed. */
  record AddressAdded(LinkAddress address) implements NetlinkEvent {}

  /** An address is gone. */
  record AddressRemoved(LinkAddress address) implements NetlinkEvent {}

  /** A route is new or changed. */
  record RouteChanged(Route route) implements NetlinkEvent {}

  /**
   * A route is gone. Not told for the IPv4 routes of an interface that goes down or away: {@link
   * LinkChanged} or {@link LinkRemoved} says that.
   */
  record RouteRemoved(Route route) implements NetlinkEvent {}

  /** Events were lost: read the present state again with {@link Rtnetlink}. */
  record Overrun() implements NetlinkEvent {}

  /** The last event: the kernel refused to go on, nothing more will be told. */
  record Failed(NetlinkException cause) implements NetlinkEvent {}
}
