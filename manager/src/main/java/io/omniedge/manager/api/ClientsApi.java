package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.address.Addresses;
import io.omniedge.manager.address.PublicAddresses;
import io.omniedge.manager.enrol.WireGuardKeys;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Group;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Routing;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import io.omniedge.protocol.sign.SigningKey;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * Clients without an agent: a phone or computer with the standard WireGuard app that joins through
 * a gateway. Their private keys are made by whoever asks, and are not sent here.
 */
public final class ClientsApi {
  private final Writes writes;
  private final Fleet fleet;
  private final InstantSource clock;

  /** With what changes take. */
  public ClientsApi(Writes writes, Fleet fleet, InstantSource clock) {
    this.writes = writes;
    this.fleet = fleet;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(Route.post("/api/v1/clients", Permission.MANAGE_DEVICES, this::create));
  }

  /** A gateway and where it is reached. */
  private record Through(Device gateway, String endpoint) {}

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("network", "name", "publicKey", "tags", "groups", "gateway");
    String networkId = fields.text("network", Names.ID);
    String name = Words.name(fields);
    String key = fields.parsed("publicKey", 44, Names::wireguardKey);
    List<String> tags = Words.labels(fields, "tags", List.of());
    List<String> groups = Words.labels(fields, "groups", List.of());
    Optional<String> wanted = Words.reference(fields, "gateway", Optional.empty());
    // Nobody has the other half of this identity: a client never enrols.
    SigningKey identity = SigningKey.generate();
    JsonObject shown =
        writes.change(
            transaction -> {
              Handle handle = transaction.handle();
              Network network =
                  Words.referenced(
                      "network",
                      networkId,
                      () -> NetworkTable.get(handle, call.tenant(), networkId));
              Through through = through(handle, network, wanted);
              Group.checkNames(handle, network.id(), groups);
              if (!DeviceTable.freeName(handle, network.id(), name).equals(name)) {
                throw Problem.conflict(
                    "name-taken", "name", "there is another device of the name \"" + name + "\"");
              }
              String id = Ids.of('d');
              if (WireGuardKeys.isTaken(handle, network.id(), id, key)) {
                throw Problem.conflict(
                    "wireguard-key-taken", "publicKey", "another device has this key");
              }
              Device client =
                  new Device(
                      id,
                      call.tenant(),
                      network.id(),
                      name,
                      "",
                      identity.verifyKey(),
                      key,
                      Membership.ACTIVE,
                      "",
                      Addresses.allocate(handle, network),
                      tags,
                      groups,
                      Optional.empty(),
                      List.of(),
                      List.of(),
                      List.of(),
                      "",
                      0,
                      "",
                      false,
                      "",
                      0,
                      0,
                      0,
                      JsonObject.EMPTY,
                      clock.millis());
              DeviceTable.insert(handle, client);
              ClientTable.insert(handle, id, through.gateway().id());
              writes.note(
                  transaction,
                  call,
                  "client.create",
                  id,
                  JsonObject.builder()
                      .put("name", name)
                      .put("gateway", through.gateway().id())
                      .build());
              writes.deviceChanged(transaction, network.id(), id);
              return shown(handle, network, client, through);
            });
    return Answer.created(
        "/api/v1/devices/" + shown.find("id").map(ClientsApi::plain).orElse(""), shown);
  }

  private static String plain(Object text) {
    return text.toString().replace("\"", "");
  }

  private static JsonObject shown(Handle handle, Network network, Device client, Through through) {
    TreeSet<Prefix> reached = new TreeSet<>(List.of(network.ipv4(), network.ipv6()));
    for (Device device : DeviceTable.ofNetwork(handle, network.id())) {
      if (device.membership() == Membership.ACTIVE) {
        // Who leaves through an exit node is a gateway; a phone keeps its own way to the Internet.
        device.approvedRoutes().stream()
            .filter(route -> !Routing.isDefault(route))
            .forEach(reached::add);
      }
    }
    for (Site site : Site.ofNetwork(handle, network.id())) {
      if (site.gateway().isPresent()) {
        reached.addAll(site.prefixes());
      }
    }
    return JsonObject.builder()
        .put("id", client.id())
        .put("kind", "client")
        .put("network", network.id())
        .put("name", client.name())
        .put("gateway", through.gateway().id())
        .put("addresses", texts(client.addresses(network)))
        .put(
            "peer",
            JsonObject.builder()
                .put("publicKey", through.gateway().wireguardKey())
                .put("endpoint", through.endpoint())
                .put("allowedIps", texts(List.copyOf(reached)))
                .build())
        .build();
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }

  private Through through(Handle handle, Network network, Optional<String> wanted) {
    Set<String> clients = ClientTable.ofNetwork(handle, network.id()).keySet();
    if (wanted.isPresent()) {
      String id = wanted.get();
      return through(
          network,
          Words.referenced("gateway", id, () -> DeviceTable.get(handle, network.tenant(), id)),
          clients);
    }
    List<Device> active =
        DeviceTable.ofNetwork(handle, network.id()).stream()
            .filter(device -> device.membership() == Membership.ACTIVE)
            .filter(device -> !clients.contains(device.id()))
            .toList();
    List<Device> gateways =
        active.stream().filter(device -> !device.ephemeral() && !device.isPlainMember()).toList();
    return gateways.stream()
        .filter(device -> endpoint(device.endpoints()).isPresent())
        .min(
            Comparator.<Device, Boolean>comparing(device -> !fleet.isOnline(device.id()))
                .thenComparing(Device::name))
        .map(device -> new Through(device, endpoint(device.endpoints()).orElse("")))
        .orElseThrow(() -> noGateway(active.size(), gateways.size()));
  }

  /** One that somebody named: a server that forwards packets will do, if that is what they want. */
  private static Through through(Network network, Device gateway, Set<String> clients) {
    Words.sameNetwork("gateway", gateway.id(), gateway.network(), network.id());
    if (gateway.membership() != Membership.ACTIVE || clients.contains(gateway.id())) {
      throw Problem.conflict("no-gateway", "gateway", gateway.name() + " is no active gateway");
    }
    if (gateway.ephemeral()) {
      throw Problem.conflict(
          "no-gateway",
          "gateway",
          gateway.name()
              + " is ephemeral: it is forgotten once it is offline, its clients with it");
    }
    return endpoint(gateway.endpoints())
        .or(() -> gateway.endpoints().stream().findFirst())
        .map(endpoint -> new Through(gateway, endpoint))
        .orElseThrow(
            () ->
                Problem.conflict(
                    "gateway-unreachable",
                    "gateway",
                    gateway.name() + " does not say where it is reached"));
  }

  private static Problem noGateway(int active, int gateways) {
    return Problem.conflict(
        "no-gateway",
        "gateway",
        gateways == 0
            ? active == 0
                ? "the network has no active gateway"
                : "the network has no active gateway: plain and ephemeral members, of which it has "
                    + active
                    + ", are none; a plain one that forwards packets may be named"
            : "none of the "
                + gateways
                + " active gateways has a public address: name the one to join through, or give one"
                + " an endpoint that is reached from outside");
  }

  /** The first endpoint that is reached from outside. */
  private static Optional<String> endpoint(List<String> endpoints) {
    return endpoints.stream().filter(ClientsApi::isPublic).findFirst();
  }

  private static boolean isPublic(String endpoint) {
    String host = endpoint.substring(0, endpoint.lastIndexOf(':')).replaceAll("[\\[\\]]", "");
    try {
      Prefix address = Prefix.parse(host);
      return PublicAddresses.contains(address);
    } catch (IllegalArgumentException e) {
      return host.indexOf('.') > 0; // a name
    }
  }
}
