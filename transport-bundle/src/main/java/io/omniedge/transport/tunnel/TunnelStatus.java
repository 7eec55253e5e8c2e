package io.omniedge.transport.tunnel;

import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.tun.Offload;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a tunnel tells of itself beyond the WireGuard configuration protocol: which providers and
 * offloads it got, why it dropped packets, what its data threads allocated.
 *
 * <p>{@link #toString()} is lines of {@code key=value}, stable for programs.
 */
public final class TunnelStatus {
  private final String name;
  private final int mtu;
  private final String crypto;
  private final Optional<String> timestampFailure;
  private final Set<Offload> tunOffloads;
  private final Set<Offload> udpOffloads;
  private final DropCounters drops;
  private final ThreadProbe outbound;
  private final ThreadProbe inbound;

  TunnelStatus(
      String name,
      int mtu,
      String crypto,
      Optional<String> timestampFailure,
      Set<Offload> tunOffloads,
      Set<Offload> udpOffloads,
      DropCounters drops,
      ThreadProbe outbound,
      ThreadProbe inbound) {
    this.name = name;
    this.mtu = mtu;
    this.crypto = crypto;
    this.timestampFailure = timestampFailure;
    this.tunOffloads = tunOffloads;
    this.udpOffloads = udpOffloads;
    this.drops = drops;
    this.outbound = outbound;
    this.inbound = inbound;
  }

  /** Packets dropped for this reason since the start. */
  public long dropped(Drop reason) {
    return drops.get(reason);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(1024);
    line(text, "interface", name);
    line(text, "mtu", mtu);
    line(text, "crypto", crypto);
    timestampFailure.ifPresent(why -> line(text, "failure", why));
    line(text, "tun_offload", names(tunOffloads));
    line(text, "udp_offload", names(udpOffloads));
    thread(text, "outbound", outbound);
    thread(text, "inbound", inbound);
    for (Drop reason : Drop.values()) {
      long count = drops.get(reason);
      if (count > 0) {
        line(text, "drop_" + reason.name().toLowerCase(Locale.ROOT), count);
      }
    }
    return text.toString();
  }

  private static void thread(StringBuilder text, String direction, ThreadProbe probe) {
    line(text, direction + "_packets", probe.packets());
    if (probe.threadId() >= 0
        && ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean) {
      line(text, direction + "_allocated_bytes", bean.getThreadAllocatedBytes(probe.threadId()));
    }
  }

  private static String names(Set<Offload> offloads) {
    return offloads.stream()
        .sorted()
        .map(o -> o.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(","));
  }

  private static void line(StringBuilder text, String key, Object value) {
    text.append(key).append('=').append(value).append('\n');
  }
}
