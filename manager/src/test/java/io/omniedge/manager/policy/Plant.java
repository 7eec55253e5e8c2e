package io.omniedge.manager.policy;

import io.omniedge.manager.policy.Inventory.Device;
import io.omniedge.manager.policy.Inventory.Health;
import io.omniedge.manager.policy.Inventory.Site;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.map.FlowRule;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small network: two sites with gateways, a control room, an engineer's notebook. */
final class Plant {
  static final Instant MONDAY_NOON = Instant.parse("2026-03-02T12:00:00Z");

  static final Device BERLIN =
      device("d-1", "berlin-gw", Set.of("gateway"), "100.64.0.1", "192.168.10.0/24");
  static final Device PARIS =
      device("d-2", "paris-gw", Set.of("gateway"), "100.64.0.2", "192.168.20.0/24");
  static final Device SCADA = device("d-3", "scada", Set.of("control"), "100.64.0.3");
  static final Device NOTEBOOK = device("d-4", "notebook", Set.of("engineer"), "100.64.0.4");

  static final Site BERLIN_SITE =
      new Site("berlin", "d-1", prefixes("192.168.10.0/24"), hosts("plc1", "192.168.10.5"));
  static final Site PARIS_SITE =
      new Site("paris", "d-2", prefixes("192.168.20.0/24"), hosts("plc2", "192.168.20.5"));

  static final Inventory INVENTORY =
      inventory(List.of(BERLIN, PARIS, SCADA, NOTEBOOK), List.of(BERLIN_SITE, PARIS_SITE));

  private Plant() {}

  static Inventory inventory(List<Device> devices, List<Site> sites) {
    TreeMap<String, Device> byId = new TreeMap<>();
    devices.forEach(device -> byId.put(device.id(), device));
    TreeMap<String, Site> byName = new TreeMap<>();
    sites.forEach(site -> byName.put(site.name(), site));
    return new Inventory(byId, byName, new TreeMap<>());
  }

  /** With an IPv6 address beside: the last number of the first, behind fd00::. */
  static Device device(String id, String name, Set<String> tags, String address, String... routes) {
    String six = "fd00::" + address.substring(address.lastIndexOf('.') + 1);
    return new Device(
        id,
        name,
        true,
        tags,
        Set.of(),
        prefixes(address, six),
        prefixes(routes),
        new Health("1.4.0", true, MONDAY_NOON, MONDAY_NOON, Map.of("os", "linux")));
  }

  static Device with(Device device, Health health) {
    return new Device(
        device.id(),
        device.name(),
        device.active(),
        device.tags(),
        device.groups(),
        device.addresses(),
        device.routes(),
        health);
  }

  static Device withActive(Device device, boolean active) {
    return new Device(
        device.id(),
        device.name(),
        active,
        device.tags(),
        device.groups(),
        device.addresses(),
        device.routes(),
        device.health());
  }

  static Device withTags(Device device, Set<String> tags) {
    return new Device(
        device.id(),
        device.name(),
        device.active(),
        tags,
        device.groups(),
        device.addresses(),
        device.routes(),
        device.health());
  }

  static List<Prefix> prefixes(String... texts) {
    return Arrays.stream(texts).map(Prefix::parse).toList();
  }

  static SortedMap<String, Prefix> hosts(String name, String address) {
    return new TreeMap<>(Map.of(name, Prefix.parse(address)));
  }

  /** A document that must be right; single quotes for double ones. */
  static PolicyDocument document(String json) {
    try {
      return PolicyDocument.parse(json.replace('\'', '"'));
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  static PolicyDocument rules(String rules) {
    return document("{'rules': [" + rules + "]}");
  }

  static CompiledPolicy compile(PolicyDocument document) {
    return PolicyCompiler.compile(document, INVENTORY, MONDAY_NOON);
  }

  /** A rule of a map. */
  static FlowRule flows(List<Prefix> from, List<Prefix> to, int protocol, String... ports) {
    return new FlowRule(from, to, protocol, Arrays.stream(ports).map(PortRange::parse).toList());
  }
}
