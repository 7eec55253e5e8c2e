package io.omniedge.manager.map;

import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.NamedService;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.policy.CompiledPolicy;
import io.omniedge.manager.policy.DeviceRules;
import io.omniedge.manager.policy.Inventory;
import io.omniedge.manager.policy.PolicyCompiler;
import io.omniedge.manager.policy.PolicyDocument;
import io.omniedge.manager.policy.Service;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.map.NetworkMap;
import io.omniedge.protocol.map.PortRange;
import io.omniedge.protocol.net.Prefix;
import java.lang.System.Logger;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * A network in memory: what the database has of it, and the policy compiled for that. Each change
 * tells which maps it may concern, and only those are made again. For the one thread that makes
 * maps.
 */
final class NetworkModel {
  private static final Logger LOG = System.getLogger(NetworkModel.class.getName());

  private final Map<String, Member> members = new HashMap<>();
  private final TreeMap<String, Site> sites = new TreeMap<>();
  private final TreeMap<String, Service> services = new TreeMap<>();
  private final Map<String, Instant> lastSeen = new HashMap<>();
  private final Set<String> online;
  private final ClientLinks links;
  private Network network;
  private CompiledPolicy policy;

  private NetworkModel(Handle handle, Network network, Set<String> online, Instant now) {
    this.online = online;
    this.network = network;
    this.links = new ClientLinks(ClientTable.ofNetwork(handle, network.id()));
    Site.ofNetwork(handle, network.id()).forEach(site -> sites.put(site.name(), site));
    readServices(handle);
    for (Device device : DeviceTable.ofNetwork(handle, network.id())) {
      members.put(device.id(), Member.of(device, network, sites.values()));
      lastSeen.put(device.id(), Instant.ofEpochMilli(device.lastSeenAt()));
    }
    policy = compile(now);
  }

  /**
   * Reads a network; nothing if there is none.
   *
   * @param online devices of any network that are heard of; changed here only
   */
  static Optional<NetworkModel> load(Handle handle, String id, Set<String> online, Instant now) {
    return NetworkTable.find(handle, id)
        .map(network -> new NetworkModel(handle, network, online, now));
  }

  private void readServices(Handle handle) {
    services.clear();
    for (NamedService service : NamedService.ofNetwork(handle, network.id())) {
      List<PortRange> ports = service.ports().stream().map(PortRange::parse).toList();
      services.put(service.name(), new Service(service.at(), service.protocol(), ports));
    }
  }

  private CompiledPolicy compile(Instant now) {
    return PolicyCompiler.compile(document(), inventory(), now);
  }

  private PolicyDocument document() {
    try {
      return PolicyDocument.parse(network.policy());
    } catch (ProtocolException e) {
      // It was read before it was stored. Without it nobody may do anything: that is safe.
      LOG.log(Logger.Level.ERROR, "policy of network " + network.id(), e);
      try {
        return PolicyDocument.parse("{\"rules\": []}");
      } catch (ProtocolException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
  }

  /** What policies can speak of, as it is now. */
  Inventory inventory() {
    TreeMap<String, Inventory.Device> devices = new TreeMap<>();
    members.values().forEach(member -> devices.put(member.device().id(), forPolicy(member)));
    TreeMap<String, Inventory.Site> places = new TreeMap<>();
    sites.forEach((name, site) -> forPolicy(site).ifPresent(place -> places.put(name, place)));
    return new Inventory(devices, places, services);
  }

  private Inventory.Device forPolicy(Member member) {
    String id = member.device().id();
    return member.forPolicy(online.contains(id), lastSeen.getOrDefault(id, Instant.EPOCH));
  }

  private static Optional<Inventory.Site> forPolicy(Site site) {
    return site.gateway()
        .map(gateway -> new Inventory.Site(site.name(), gateway, site.prefixes(), site.hosts()));
  }

  Network network() {
    return network;
  }

  Set<String> devices() {
    return Set.copyOf(members.keySet());
  }

  @Nullable Member member(String device) {
    return members.get(device);
  }

  Optional<Instant> nextChange() {
    return policy.nextChange();
  }

  /** Reads how many changes there were. */
  void readRevision(Handle handle) {
    NetworkTable.find(handle, network.id())
        .ifPresent(
            fresh -> {
              if (fresh.policyRevision() == network.policyRevision()
                  && fresh.domain().equals(network.domain())) {
                network = fresh;
              }
            });
  }

  /** Takes another policy, other services, another name of the network. */
  Set<String> reload(Handle handle, Instant now) {
    Optional<Network> fresh = NetworkTable.find(handle, network.id());
    if (fresh.isEmpty()) {
      return Set.of();
    }
    boolean renamed = !fresh.get().domain().equals(network.domain());
    network = fresh.get();
    readServices(handle);
    CompiledPolicy before = policy;
    policy = compile(now);
    return renamed ? devices() : links.withGateways(policy.changedSince(before));
  }

  /**
   * Takes a device that is new, changed or gone.
   *
   * @param gateway of a client, empty if it has none any more; nothing for other devices
   */
  Set<String> putDevice(Optional<Device> fresh, String id, Optional<String> gateway) {
    gateway.ifPresent(through -> links.put(id, through));
    Member before = members.get(id);
    Set<String> affected = putDevice(fresh, id);
    Member after = members.get(id);
    if (before == null || !before.equals(after)) {
      // Whoever reaches its clients does so through it.
      links.clientsOf(id).forEach(client -> affected.addAll(policy.rulesOf(client).peers()));
    }
    Set<String> all = links.withGateways(affected);
    if (fresh.isEmpty()) {
      links.remove(id);
    }
    return all;
  }

  private Set<String> putDevice(Optional<Device> fresh, String id) {
    Set<String> affected = new TreeSet<>();
    Member before = members.get(id);
    affected.add(id);
    if (fresh.isEmpty()) {
      affected.addAll(policy.rulesOf(id).peers());
      members.remove(id);
      lastSeen.remove(id);
      online.remove(id);
      affected.addAll(policy.remove(id));
      return affected;
    }
    Member after = Member.of(fresh.get(), network, sites.values());
    boolean looksDifferent =
        before == null
            || !before.peer().equals(after.peer())
            || !before.exitPeer().equals(after.exitPeer())
            || !before.plainPeer().equals(after.plainPeer());
    if (looksDifferent) {
      affected.addAll(policy.rulesOf(id).peers());
    }
    members.put(id, after);
    affected.addAll(policy.put(forPolicy(after)));
    if (looksDifferent) {
      affected.addAll(policy.rulesOf(id).peers());
    }
    return affected;
  }

  /** Takes the sites as the database has them now. */
  Set<String> readSites(Handle handle) {
    TreeMap<String, Site> fresh = new TreeMap<>();
    Site.ofNetwork(handle, network.id()).forEach(site -> fresh.put(site.name(), site));
    Set<String> names = new TreeSet<>(sites.keySet());
    names.addAll(fresh.keySet());
    Set<String> affected = new TreeSet<>();
    Set<String> gateways = new TreeSet<>();
    for (String name : names) {
      Site before = sites.get(name);
      Site after = fresh.get(name);
      if (before == null || !before.equals(after)) {
        for (Site site : before == null ? List.of(fresh.get(name)) : listOf(before, after)) {
          site.gateway().ifPresent(gateways::add);
        }
      }
    }
    gateways.forEach(gateway -> affected.addAll(neighbours(gateway)));
    for (String name : names) {
      Site after = fresh.get(name);
      Optional<Inventory.Site> place = after == null ? Optional.empty() : forPolicy(after);
      affected.addAll(place.isPresent() ? policy.putSite(place.get()) : policy.removeSite(name));
    }
    sites.clear();
    sites.putAll(fresh);
    for (String gateway : gateways) {
      Member member = members.get(gateway);
      if (member != null) {
        affected.addAll(putDevice(Optional.of(member.device()), gateway));
        affected.addAll(neighbours(gateway));
      }
    }
    return links.withGateways(affected);
  }

  private static List<Site> listOf(Site one, @Nullable Site other) {
    return other == null ? List.of(one) : List.of(one, other);
  }

  /** A device and all that have it as a peer. */
  private Set<String> neighbours(String device) {
    Set<String> all = new TreeSet<>(policy.rulesOf(device).peers());
    all.add(device);
    return all;
  }

  /** Notes whether a device is heard of. */
  Set<String> setOnline(String device, boolean isOnline, Instant now) {
    Member member = members.get(device);
    if (member == null || isOnline == online.contains(device)) {
      return Set.of();
    }
    if (isOnline) {
      online.add(device);
    } else {
      online.remove(device);
    }
    lastSeen.put(device, now);
    return links.withGateways(policy.put(forPolicy(member)));
  }

  /** Goes to another moment: time windows open and shut. */
  Set<String> advance(Instant now) {
    return links.withGateways(policy.advance(now));
  }

  /** The map of a device. */
  JsonObject document(Member member, long epoch, long issuedAtSeconds) {
    Device device = member.device();
    DeviceRules rules = member.isActive() ? policy.rulesOf(device.id()) : DeviceRules.NONE;
    NetworkMap map =
        new NetworkMap(
            device.tenant(),
            network.id(),
            network.domain(),
            device.id(),
            epoch,
            issuedAtSeconds,
            device.membership(),
            device.name(),
            member.addresses(),
            member.isActive() ? member.allRoutes() : List.of(),
            new TreeMap<>(),
            member.isActive() ? links.rules(device.id(), policy::rulesOf) : rules.rules(),
            new TreeMap<>());
    JsonObject peers =
        member.isActive() ? links.peers(device.id(), policy::rulesOf, members) : JsonObject.EMPTY;
    TreeMap<String, JsonValue> document = new TreeMap<>(map.toJson(peers).members());
    document.put("names", names(member, rules));
    return new JsonObject(document);
  }

  /** Its own name, those of its peers, and those of hosts behind it and behind them. */
  private JsonObject names(Member member, DeviceRules rules) {
    TreeMap<String, JsonValue> names = new TreeMap<>();
    Set<String> gateways = new HashSet<>(rules.routedPeers());
    if (member.isActive()) {
      names.put(member.device().name(), member.nameEntry());
      gateways.add(member.device().id());
    }
    for (String id : rules.peers()) {
      Member peer = members.get(id);
      if (peer != null) {
        names.put(peer.device().name(), peer.nameEntry());
      }
    }
    for (Site site : sites.values()) {
      if (site.gateway().filter(gateways::contains).isPresent()) {
        for (Map.Entry<String, Prefix> host : site.hosts().entrySet()) {
          names.put(host.getKey() + "." + site.name(), Member.entry(List.of(host.getValue())));
        }
      }
    }
    return new JsonObject(names);
  }
}
