package io.omniedge.tun.linux.netlink;

/**
 * A network interface as the kernel described it. Immutable.
 *
 * @param index its number, never used again while the machine runs
 * @param name at most 15 bytes
 * @param flags IFF_ bits of {@code net/if.h}
 * @param mtu in bytes
 * @param txQueueLength in packets
 * @param kind {@code tun}, {@code veth}, {@code wireguard}…; empty for plain hardware and loopback
 * @param statistics counters since the interface was made
 */
public record Link(
    int index,
    String name,
    int flags,
    int mtu,
    int txQueueLength,
    String kind,
    LinkStatistics statistics) {

  /** Switched on by the administrator. */
  public boolean isUp() {
    return (flags & Uapi.IFF_UP) != 0;
  }

  /** Up, and with a carrier (a TUN has one while a program holds it open). */
  public boolean isRunning() {
    return (flags & Uapi.IFF_RUNNING) != 0;
  }

  /** Leads back to this machine. */
  public boolean isLoopback() {
    return (flags & Uapi.IFF_LOOPBACK) != 0;
  }

  @Override
  public String toString() {
    return "link " + name;
  }
}
