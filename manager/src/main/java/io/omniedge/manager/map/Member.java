package io.omniedge.manager.map;

import io.omniedge.manager.authority.CertificateAuthority;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.Routing;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.policy.Inventory;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.map.MapPeer;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Prefix;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A device as its network's model has it, with the objects that all maps share that it is in.
 *
 * @param device of the database
 * @param addresses in the network
 * @param routes networks it serves: those that somebody approved, and those of its sites
 * @param exits default routes that somebody approved: others may leave through it
 * @param peer as a peer of those that reach networks behind it
 * @param exitPeer as a peer of those that may leave through it
 * @param plainPeer as a peer of all others
 * @param nameEntry its addresses, for its name
 */
record Member(
    Device device,
    List<Prefix> addresses,
    List<Prefix> routes,
    List<Prefix> exits,
    JsonObject peer,
    JsonObject exitPeer,
    JsonObject plainPeer,
    JsonObject nameEntry) {
  static Member of(Device device, Network network, Collection<Site> sites) {
    List<Prefix> addresses = device.addresses(network);
    TreeSet<Prefix> routes = new TreeSet<>(device.approvedRoutes());
    for (Site site : sites) {
      if (site.gateway().filter(device.id()::equals).isPresent()) {
        routes.addAll(site.prefixes());
      }
    }
    List<Prefix> exits = routes.stream().filter(Routing::isDefault).toList();
    List<Prefix> sorted = routes.stream().filter(route -> !Routing.isDefault(route)).toList();
    JsonObject peer = peer(device, addresses, sorted);
    JsonObject plainPeer = sorted.isEmpty() ? peer : peer(device, addresses, List.of());
    JsonObject exitPeer = exits.isEmpty() ? peer : peer(device, addresses, List.copyOf(routes));
    return new Member(
        device, addresses, sorted, exits, peer, exitPeer, plainPeer, entry(addresses));
  }

  private static JsonObject peer(Device device, List<Prefix> addresses, List<Prefix> routes) {
    return new MapPeer(device.name(), device.wireguardKey(), addresses, routes, device.endpoints())
        .toJson();
  }

  /** What stands for a name. */
  static JsonObject entry(List<Prefix> addresses) {
    return JsonObject.builder()
        .put("addresses", addresses.stream().map(Prefix::toString).toList())
        .build();
  }

  /** Networks that it serves, and the rest of the world if it does. */
  List<Prefix> allRoutes() {
    return Stream.concat(exits.stream(), routes.stream()).toList();
  }

  boolean isActive() {
    return device.membership() == Membership.ACTIVE;
  }

  /** As the policy sees it. */
  Inventory.Device forPolicy(boolean online, Instant lastSeen) {
    Instant certificateSince =
        device.certificateExpiresAt() == 0
            ? Instant.EPOCH
            : Instant.ofEpochMilli(device.certificateExpiresAt())
                .minus(CertificateAuthority.DEVICE_VALIDITY);
    String version =
        device.versions().find("agent").orElse(new JsonString("")) instanceof JsonString text
            ? text.value()
            : "";
    return new Inventory.Device(
        device.id(),
        device.name(),
        isActive(),
        new TreeSet<>(device.tags()),
        new TreeSet<>(device.groups()),
        addresses,
        routes,
        exits,
        new Inventory.Health(version, online, lastSeen, certificateSince, Map.of()));
  }
}
