package io.omniedge.manager.policy;

import io.omniedge.protocol.map.FlowRule;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy makes of one device. Immutable; two are equal when nothing is to be sent.
 *
 * @param rules for its map, by names that stay the same as long as the document's rule has its name
 * @param peers identifiers of the devices it has flows with, in order
 * @param routedPeers those of them with whose networks it has flows; of the others it needs no
 *     routes
 * @param exitPeers those of them through which it may reach the Internet
 */
public record DeviceRules(
    SortedMap<String, FlowRule> rules,
    List<String> peers,
    List<String> routedPeers,
    List<String> exitPeers) {
  /** Of a device that may talk to nobody. */
  public static final DeviceRules NONE =
      new DeviceRules(new TreeMap<>(), List.of(), List.of(), List.of());

  /** Copies. */
  public DeviceRules {
    rules = Collections.unmodifiableSortedMap(new TreeMap<>(rules));
    peers = List.copyOf(peers);
    routedPeers = List.copyOf(routedPeers);
    exitPeers = List.copyOf(exitPeers);
  }
}
