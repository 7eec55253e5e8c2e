package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.fleet.Fleet;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.ClientTable;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Group;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Routing;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.lifecycle.Lifecycle;
import io.omniedge.manager.policy.Inventory;
import io.omniedge.manager.policy.PolicyDocument;
import io.omniedge.manager.policy.PolicyTests;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Prefix;
import java.lang.System.Logger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Devices and their life cycle. */
public final class DevicesApi {
  private static final Logger LOG = System.getLogger(DevicesApi.class.getName());
  private static final int MAX_ROUTES = 100;

  private final Writes writes;
  private final Lifecycle lifecycle;
  private final Fleet fleet;

  /** With what changes take. */
  public DevicesApi(Writes writes, Lifecycle lifecycle, Fleet fleet) {
    this.writes = writes;
    this.lifecycle = lifecycle;
    this.fleet = fleet;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_DEVICES;
    return List.of(
        Route.get("/api/v1/devices", Permission.VIEW, this::list)
            .paged()
            .taking("network", "membership", "online", "q"),
        Route.get("/api/v1/devices/{device}", Permission.VIEW, this::get),
        Route.patch("/api/v1/devices/{device}", manage, this::patch),
        Route.delete("/api/v1/devices/{device}", manage, this::delete),
        Route.post("/api/v1/devices/{device}/approve", manage, this::approve),
        Route.post("/api/v1/devices/{device}/quarantine", manage, this::quarantine),
        Route.post("/api/v1/devices/{device}/revoke", manage, this::revoke),
        Route.put("/api/v1/devices/{device}/routes", manage, this::routesOf),
        Route.get("/api/v1/devices/{device}/state", Permission.VIEW, this::state),
        Route.get("/api/v1/devices/{device}/map", Permission.VIEW, this::map));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    DeviceTable.Filter filter =
        new DeviceTable.Filter(call.query("network"), membership(call), call.query("q"));
    return writes.read(
        handle -> {
          filter
              .network()
              .ifPresent(id -> Objects.requireNonNull(NetworkTable.get(handle, call.tenant(), id)));
          HashMap<String, Network> networks = new HashMap<>();
          return page.answer(
              list(handle, call, filter, page),
              Device::id,
              device ->
                  shown(
                      device,
                      networks.computeIfAbsent(
                          device.network(), id -> NetworkTable.get(handle, call.tenant(), id))));
        });
  }

  /** Who is connected, no table knows: those are looked for piece by piece. */
  private List<Device> list(Handle handle, Call call, DeviceTable.Filter filter, Page page) {
    Optional<Boolean> online = online(call);
    if (online.isEmpty()) {
      return DeviceTable.list(handle, call.tenant(), filter, page.after(), page.limit());
    }
    List<Device> found = new ArrayList<>();
    String after = page.after();
    while (true) {
      List<Device> piece = DeviceTable.list(handle, call.tenant(), filter, after, Page.MAX);
      piece.stream()
          .filter(device -> fleet.isOnline(device.id()) == online.get())
          .filter(device -> gateway(handle, device).isEmpty())
          .limit(page.limit() - found.size())
          .forEach(found::add);
      if (piece.size() < Page.MAX || found.size() == page.limit()) {
        return found;
      }
      after = piece.getLast().id();
    }
  }

  /** Of a client. Only clients came without a setup key; no question for each of the others. */
  private static Optional<String> gateway(Handle handle, Device device) {
    return device.setupKey().isEmpty()
        ? ClientTable.gateway(handle, device.id())
        : Optional.empty();
  }

  private static Optional<Boolean> online(Call call) {
    Optional<String> text = call.query("online");
    if (text.isPresent() && !List.of("true", "false").contains(text.get())) {
      throw Problem.invalid("online", text.get(), "it must be true or false");
    }
    return text.map(Boolean::valueOf);
  }

  private static Optional<Membership> membership(Call call) {
    Optional<String> text = call.query("membership");
    try {
      return text.map(Membership::parse);
    } catch (IllegalArgumentException e) {
      throw Problem.invalid("membership", text.orElse(""), String.valueOf(e.getMessage()));
    }
  }

  private Answer get(Call call) {
    return writes.read(
        handle -> answer(call, DeviceTable.get(handle, call.tenant(), call.id("device"))));
  }

  private Answer answer(Call call, Device device) {
    Network network =
        writes.read(handle -> NetworkTable.get(handle, call.tenant(), device.network()));
    return Answer.ok(shown(device, network));
  }

  private JsonObject shown(Device device, Network network) {
    Optional<String> gateway = writes.read(handle -> gateway(handle, device));
    JsonObject.Builder shown = JsonObject.builder();
    // A client speaks to its gateway alone: whether it is there, nobody tells us.
    if (gateway.isEmpty()) {
      long seenAt = Math.max(device.lastSeenAt(), fleet.seenAt(device.id()));
      shown.put("online", fleet.isOnline(device.id())).put("lastSeenAt", seenAt / 1000);
    }
    String kind = gateway.isPresent() ? "client" : device.isPlainMember() ? "member" : "gateway";
    return shown
        .put("id", device.id())
        .put("kind", kind)
        .putIfPresent("gateway", gateway)
        .put("network", device.network())
        .put("name", device.name())
        .put("description", device.description())
        .put("membership", device.membership().text())
        .put("reason", device.reason())
        .put("addresses", texts(device.addresses(network)))
        .put("tags", device.tags())
        .put("groups", device.groups())
        .putIfPresent("site", device.site())
        .put("identity", device.identity().toString())
        .put("wireguardKey", device.wireguardKey())
        .put("endpoints", device.endpoints())
        .put("offeredRoutes", texts(device.offeredRoutes()))
        .put("approvedRoutes", texts(device.approvedRoutes()))
        .put("serial", device.serial())
        .put("ephemeral", device.ephemeral())
        .put("setupKey", device.setupKey())
        .put("certificateExpiresAt", device.certificateExpiresAt() / 1000)
        .put("versions", device.versions())
        .put("createdAt", device.createdAt() / 1000)
        .build();
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }

  private Answer patch(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "description", "tags", "groups", "site");
    String id = call.id("device");
    Device before = writes.read(handle -> DeviceTable.get(handle, call.tenant(), id));
    String name = Words.name(fields, before.name());
    if (DeviceTable.looksLikeId(name)) {
      throw Problem.invalid("name", name, "it looks like the identifier of a device");
    }
    String description = Words.description(fields, before.description());
    List<String> tags = Words.labels(fields, "tags", before.tags());
    List<String> groups = Words.labels(fields, "groups", before.groups());
    Optional<String> site = Words.reference(fields, "site", before.site());
    Device after =
        writes.change(
            transaction -> {
              var handle = transaction.handle();
              Device device = DeviceTable.get(handle, call.tenant(), id);
              Group.checkNames(handle, device.network(), groups);
              site.ifPresent(
                  place ->
                      Words.sameNetwork(
                          "site",
                          place,
                          Words.referenced(
                                  "site", place, () -> Site.get(handle, call.tenant(), place))
                              .network(),
                          device.network()));
              DeviceTable.update(handle, device, name, description, tags, groups, site);
              writes.note(
                  transaction,
                  call,
                  "device.change",
                  id,
                  JsonObject.builder()
                      .put("name", name)
                      .put("tags", tags)
                      .put("groups", groups)
                      .putIfPresent("site", site)
                      .build());
              writes.deviceChanged(transaction, device.network(), id);
              return DeviceTable.get(handle, call.tenant(), id);
            });
    return answer(call, after);
  }

  private Answer delete(Call call) {
    lifecycle.delete(call.tenant(), call.id("device"), call.principal().actor());
    return Answer.done();
  }

  private Answer approve(Call call) {
    return answer(
        call, lifecycle.approve(call.tenant(), call.id("device"), call.principal().actor()));
  }

  private Answer quarantine(Call call) throws ProtocolException {
    String reason =
        call.isEmpty() ? "" : call.fields("reason").optionalText("reason", 200).orElse("");
    return answer(
        call,
        lifecycle.quarantine(
            call.tenant(),
            call.id("device"),
            call.principal().actor(),
            reason.isEmpty() ? "by hand" : reason));
  }

  private Answer revoke(Call call) {
    Device device = lifecycle.revoke(call.tenant(), call.id("device"), call.principal().actor());
    Network network =
        writes.read(handle -> NetworkTable.get(handle, call.tenant(), device.network()));
    JsonObject.Builder shown = JsonObject.builder();
    shown(device, network).members().forEach(shown::put);
    return Answer.ok(shown.put("policyTests", testsNaming(device, network)).build());
  }

  /** Tests of the policy that show nothing any more: the next change of it has to do without. */
  private List<String> testsNaming(Device device, Network network) {
    Optional<Inventory> inventory = writes.maps().inventory(network.id());
    if (inventory.isEmpty()) {
      return List.of();
    }
    try {
      return PolicyTests.naming(
          PolicyDocument.parse(network.policy()), inventory.get(), device.id(), device.name());
    } catch (ProtocolException e) {
      // It was read before it was stored. The device is revoked, whatever becomes of the rest.
      LOG.log(Logger.Level.ERROR, "policy of network " + network.id(), e);
      return List.of();
    }
  }

  private Answer routesOf(Call call) throws ProtocolException {
    String id = call.id("device");
    List<Prefix> approved =
        Words.prefixes(call.fields("approved"), "approved", MAX_ROUTES, List.of());
    Device after =
        writes.change(
            transaction -> {
              var handle = transaction.handle();
              Device device = DeviceTable.get(handle, call.tenant(), id);
              Network network = NetworkTable.get(handle, call.tenant(), device.network());
              Routing.check(handle, network, id, "", "approved", approved);
              DeviceTable.setApprovedRoutes(handle, id, approved);
              writes.note(
                  transaction,
                  call,
                  "device.routes",
                  id,
                  JsonObject.builder().put("approved", texts(approved)).build());
              writes.deviceChanged(transaction, device.network(), id);
              return DeviceTable.get(handle, call.tenant(), id);
            });
    return answer(call, after);
  }

  private Answer state(Call call) {
    Device device =
        writes.read(handle -> DeviceTable.get(handle, call.tenant(), call.id("device")));
    JsonObject.Builder shown =
        JsonObject.builder()
            .put("online", fleet.isOnline(device.id()))
            .put("seenAt", fleet.seenAt(device.id()) / 1000)
            .put("toldAt", fleet.toldAt(device.id()) / 1000);
    fleet.state(device.id()).ifPresent(state -> shown.put("state", state));
    return Answer.ok(shown.build());
  }

  private Answer map(Call call) {
    Device device =
        writes.read(handle -> DeviceTable.get(handle, call.tenant(), call.id("device")));
    return Answer.ok(
        writes
            .maps()
            .mapOf(device.id())
            .orElseThrow(() -> Problem.notFound("map of device", device.id())));
  }
}
