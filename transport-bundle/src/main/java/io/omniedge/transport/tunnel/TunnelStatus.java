package io.omniedge.transport.tunnel;

import io.omniedge.transport.acl.AccessControl;
import io.omniedge.transport.session.Drop;
import io.omniedge.transport.session.DropCounters;
import io.omniedge.tun.Offload;
import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
  private final AccessControl access;
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
      AccessControl access,
      ThreadProbe outbound,
      ThreadProbe inbound) {
    this.name = name;
    this.mtu = mtu;
    this.crypto = crypto;
    this.timestampFailure = timestampFailure;
    this.tunOffloads = tunOffloads;
    this.udpOffloads = udpOffloads;
    this.drops = drops;
    this.access = access;
    this.outbound = outbound;
    this.inbound = inbound;
  }

  /** Packets dropped for this reason since the start. */
  public long dropped(Drop reason) {
    return drops.get(reason);
  }

  /** The lines of {@link #toString()}, in their order. */
  public Map<String, String> entries() {
    Map<String, String> entries = new LinkedHashMap<>();
    entries.put("interface", name);
    entries.put("mtu", "" + mtu);
    entries.put("crypto", crypto);
    timestampFailure.ifPresent(why -> entries.put("failure", why));
    entries.put("tun_offload", names(tunOffloads));
    entries.put("udp_offload", names(udpOffloads));
    thread(entries, "outbound", outbound);
    thread(entries, "inbound", inbound);
    int rules = access.ruleCount();
    if (rules >= 0) {
      entries.put("acl_rules", "" + rules);
      entries.put("acl_flows", "" + access.flowCount());
    }
    if (access.judge() != null) {
      entries.put("judged_flows", "" + access.flowCount());
    }
    for (Drop reason : Drop.values()) {
      long count = drops.get(reason);
      if (count > 0) {
        entries.put("drop_" + reason.name().toLowerCase(Locale.ROOT), "" + count);
      }
    }
    return entries;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(1024);
    entries().forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    return text.toString();
  }

  private static void thread(Map<String, String> entries, String direction, ThreadProbe probe) {
    entries.put(direction + "_packets", "" + probe.packets());
    if (probe.threadId() >= 0
        && ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean) {
      entries.put(
          direction + "_allocated_bytes", "" + bean.getThreadAllocatedBytes(probe.threadId()));
    }
  }

  private static String names(Set<Offload> offloads) {
    return offloads.stream()
        .sorted()
        .map(o -> o.name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .collect(Collectors.joining(","));
  }
}
