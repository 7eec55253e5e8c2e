package io.omniedge.tun.linux.netlink;

/** One message from the kernel as a value. */
sealed interface Reply {

  /** An interface that is there, or is gone. */
  record OfLink(Link link, boolean removed) implements Reply {}

  /** An address that is there, or is gone. */
  record OfAddress(LinkAddress address, boolean removed) implements Reply {}

  /** A route that is there, or is gone. */
  record OfRoute(Route route, boolean removed) implements Reply {}

  /** A rule that is there, or is gone. */
  record OfRule(Rule rule, boolean removed) implements Reply {}

  /** A queueing discipline that is there, or is gone. */
  record OfQdisc(Qdisc qdisc, boolean removed) implements Reply {}

  /**
   * The end of a request: done, or refused.
   *
   * @param errno 0 for done, else a positive error number
   * @param text the kernel's own words (NETLINK_EXT_ACK), often empty
   */
  record Ended(int errno, String text) implements Reply {}

  /** A well-formed message that says nothing to us. */
  record Ignored() implements Reply {}

  /** The kernel had to drop messages. */
  record Overrun() implements Reply {}

  /** Bytes that cannot be right; {@code what} names the kind of message. */
  record Malformed(String what) implements Reply {}
}
