package io.omniedge.tun.linux.netlink;

/**
 * Counters of one interface (the first eight of {@code struct rtnl_link_stats64}). For a TUN,
 * received is what we wrote to it and transmitted what the machine sent into the tunnel.
 */
public record LinkStatistics(
    long rxPackets,
    long txPackets,
    long rxBytes,
    long txBytes,
    long rxErrors,
    long txErrors,
    long rxDropped,
    long txDropped) {
  /** All zero. */
  static final LinkStatistics ZERO = new LinkStatistics(0, 0, 0, 0, 0, 0, 0, 0);
}
