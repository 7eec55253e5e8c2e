package io.omniedge.tun.linux.netlink;

import io.omniedge.tun.IpPrefix;
import org.jspecify.annotations.Nullable;

/**
 * A policy rule: packets that match are routed by a table. Immutable. (Matches on ports and users,
 * and on the interface of the way out, exist in the kernel and are not shown.)
 *
 * @param family the rule list it stands in
 * @param priority the lower, the earlier; unsigned
 * @param inverted matches the packets the other fields do not match
 * @param fwmark firewall mark to compare, after masking
 * @param fwmask 0 if the mark does not matter
 * @param incoming name of the interface it came through, {@code lo} for packets made here; null for
 *     any
 * @param from source prefix, null for any
 * @param to destination prefix, null for any
 * @param table the table to look in, unsigned
 * @param suppressPrefixLength go on with the next rule if the route found has a prefix no longer
 *     than this; −1 for never
 * @param action FR_ACT_ of {@code fib_rules.h}: 1 = look in the table
 * @param protocol who made it ({@link Rtnetlink#PROTOCOL} is us)
 */
public record Rule(
    AddressFamily family,
    int priority,
    boolean inverted,
    int fwmark,
    int fwmask,
    @Nullable String incoming,
    @Nullable IpPrefix from,
    @Nullable IpPrefix to,
    int table,
    int suppressPrefixLength,
    int action,
    int protocol) {
  /** What the kernel takes packets for that were made here. */
  private static final String LOOPBACK = "lo";

  /** A rule of ours that sends everything to a table. */
  public static Rule lookup(AddressFamily family, int priority, int table) {
    return new Rule(
        family,
        priority,
        false,
        0,
        0,
        null,
        null,
        null,
        table,
        -1,
        Uapi.FR_ACT_TO_TBL,
        Rtnetlink.PROTOCOL);
  }

  /** The same, only for packets without this mark. */
  public Rule unlessMarked(int mark) {
    return new Rule(
        family,
        priority,
        true,
        mark,
        0xffff_ffff,
        incoming,
        from,
        to,
        table,
        suppressPrefixLength,
        action,
        protocol);
  }

  /**
   * The same, only for packets that were not made here.
   *
   * @param mark is kept with the rule and compared with nothing: it says whose rule it is
   */
  public Rule unlessMadeHere(int mark) {
    return new Rule(
        family,
        priority,
        true,
        mark,
        0,
        LOOPBACK,
        from,
        to,
        table,
        suppressPrefixLength,
        action,
        protocol);
  }

  /** The same, only for packets between these prefixes; null is any. */
  public Rule between(@Nullable IpPrefix source, @Nullable IpPrefix destination) {
    return new Rule(
        family,
        priority,
        inverted,
        fwmark,
        fwmask,
        incoming,
        source,
        destination,
        table,
        suppressPrefixLength,
        action,
        protocol);
  }

  /** The same, but routes with a prefix of at most this length do not count. */
  public Rule suppressing(int prefixLength) {
    return new Rule(
        family,
        priority,
        inverted,
        fwmark,
        fwmask,
        incoming,
        from,
        to,
        table,
        prefixLength,
        action,
        protocol);
  }

  /** {@code rule IPv4 32765: not fwmark 0xca6c lookup 51820}. */
  @Override
  public String toString() {
    return "rule "
        + (family == AddressFamily.IPV4 ? "IPv4 " : "IPv6 ")
        + Integer.toUnsignedString(priority)
        + ":"
        + (inverted ? " not" : "")
        + (from == null ? "" : " from " + from)
        + (to == null ? "" : " to " + to)
        + (incoming == null ? "" : " iif " + incoming)
        + (fwmask == 0 ? "" : " fwmark 0x" + Integer.toHexString(fwmark))
        + (fwmask == 0 || fwmask == -1 ? "" : "/0x" + Integer.toHexString(fwmask))
        + " lookup "
        + Integer.toUnsignedString(table)
        + (suppressPrefixLength < 0 ? "" : " suppress_prefixlength " + suppressPrefixLength);
  }
}
