package io.omniedge.manager.policy;

import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Makes the rules of one device. A rule has the device's own addresses on one side and everybody's
 * on the other, the device's among them where it is meant there too: such a flow never passes a
 * tunnel, and all devices of a side share one list.
 */
final class RulesBuilder {
  private final int device;
  private final TreeMap<String, FlowRule> rules = new TreeMap<>();
  private final BitSet peers = new BitSet();
  private final BitSet routed = new BitSet();
  private final BitSet exits = new BitSet();

  private RulesBuilder(int device) {
    this.device = device;
  }

  /** The rules of a device from those flows that hold now. */
  static DeviceRules build(Resolution resolution, int device, Set<String> closed) {
    RulesBuilder builder = new RulesBuilder(device);
    for (Side side : resolution.sidesOf(device)) {
      for (Flow flow : side.opening()) {
        if (!closed.contains(flow.rule().id())) {
          builder.add(flow, flow.from(), flow.to(), true);
        }
      }
      for (Flow flow : side.accepting()) {
        if (!closed.contains(flow.rule().id())) {
          builder.add(flow, flow.to(), flow.from(), false);
        }
      }
    }
    builder.peers.clear(device);
    builder.routed.clear(device);
    builder.exits.clear(device);
    return new DeviceRules(
        builder.distinct(),
        resolution.ids(builder.peers),
        resolution.ids(builder.routed),
        resolution.ids(builder.exits));
  }

  private void add(Flow flow, Side mine, Side others, boolean opens) {
    EnumSet<Family> families = EnumSet.noneOf(Family.class);
    for (Family family : Family.values()) {
      FamilySide other = others.family(family);
      if (mine.family(family).members().get(device) && other.hasOtherThan(device)) {
        families.add(family);
        peers.or(other.members());
        routed.or(other.routed());
        exits.or(other.exits());
      }
    }
    String name = flow.name() + (opens ? ".out" : ".in");
    if (families.size() == 2 && flow.traffic().protocol().isOneNumber()) {
      List<Prefix> own = new ArrayList<>(mine.family(Family.IPV4).footprint(device).prefixes());
      own.addAll(mine.family(Family.IPV6).footprint(device).prefixes());
      put(name, flow, Family.IPV4, List.copyOf(own), others.prefixes(), opens);
      return;
    }
    for (Family family : families) {
      boolean second = family == Family.IPV6 && !flow.traffic().protocol().isOneNumber();
      put(
          name + (second ? ".6" : ""),
          flow,
          family,
          mine.family(family).footprint(device).prefixes(),
          others.family(family).prefixes(),
          opens);
    }
  }

  private void put(
      String name, Flow flow, Family family, List<Prefix> own, List<Prefix> others, boolean opens) {
    rules.put(
        name,
        new FlowRule(
            opens ? own : others,
            opens ? others : own,
            flow.traffic().protocol().number(family),
            flow.traffic().ports()));
  }

  /** As far as a rule shows without reading its long lists. */
  private record Sight(
      int protocol,
      List<PortRange> ports,
      int sources,
      int destinations,
      Prefix source,
      Prefix target) {
    static Sight of(FlowRule rule) {
      return new Sight(
          rule.protocol(),
          rule.ports(),
          rule.sources().size(),
          rule.destinations().size(),
          rule.sources().getFirst(),
          rule.destinations().getFirst());
    }
  }

  /** Without rules that say the same as one with a name before. */
  private SortedMap<String, FlowRule> distinct() {
    Map<Sight, List<FlowRule>> seen = new HashMap<>();
    rules
        .entrySet()
        .removeIf(
            entry -> {
              List<FlowRule> alike =
                  seen.computeIfAbsent(Sight.of(entry.getValue()), _ -> new ArrayList<>());
              if (alike.contains(entry.getValue())) {
                return true;
              }
              alike.add(entry.getValue());
              return false;
            });
    return rules;
  }
}
