package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.NamedService;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.policy.Service;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.map.PortRange;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Services: what listens where, with names for rules. */
public final class ServicesApi {
  private static final int MAX_PORTS = 100;
  private static final int MAX_PLACE = 320;
  private static final int MAX_NAME = 127;

  private final Writes writes;

  /** With what changes take. */
  public ServicesApi(Writes writes) {
    this.writes = writes;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_NETWORKS;
    return List.of(
        Route.get("/api/v1/networks/{network}/services", Permission.VIEW, this::list).paged(),
        Route.post("/api/v1/networks/{network}/services", manage, this::create),
        Route.get("/api/v1/services/{service}", Permission.VIEW, this::get),
        Route.patch("/api/v1/services/{service}", manage, this::patch),
        Route.delete("/api/v1/services/{service}", manage, this::delete));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return writes.read(
        handle ->
            page.answer(
                NamedService.list(
                    handle,
                    NetworkTable.get(handle, call.tenant(), call.id("network")).id(),
                    page.after(),
                    page.limit()),
                NamedService::id,
                NamedService::toJson));
  }

  private Answer get(Call call) {
    return Answer.ok(
        writes
            .read(handle -> NamedService.get(handle, call.tenant(), call.id("service")))
            .toJson());
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "description", "at", "protocol", "ports");
    NamedService blank =
        new NamedService(Ids.of('v'), call.tenant(), call.id("network"), "", "", "", "", List.of());
    NamedService service =
        read(
            fields,
            blank,
            fields.parsed("name", MAX_NAME, ServicesApi::name),
            fields.text("at", MAX_PLACE),
            fields.text("protocol", 10));
    return save(call, service, "service.create");
  }

  private Answer patch(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "description", "at", "protocol", "ports");
    NamedService before =
        writes.read(handle -> NamedService.get(handle, call.tenant(), call.id("service")));
    NamedService service =
        read(
            fields,
            before,
            fields.object().find("name").isPresent()
                ? fields.parsed("name", MAX_NAME, ServicesApi::name)
                : before.name(),
            fields.optionalText("at", MAX_PLACE).orElse(before.at()),
            fields.optionalText("protocol", 10).orElse(before.protocol()));
    return save(call, service, "service.change");
  }

  /** A label, or two, as {@code plc1/modbus}. */
  private static String name(String text) {
    int slash = text.indexOf('/');
    if (slash >= 0) {
      String _ = Words.label(text.substring(0, slash));
    }
    String _ = Words.label(text.substring(slash + 1));
    return text;
  }

  private static NamedService read(
      Fields fields, NamedService before, String name, String at, String protocol)
      throws ProtocolException {
    List<PortRange> ports =
        fields.object().find("ports").isPresent()
            ? fields.texts("ports", MAX_PORTS, 11, PortRange::parse)
            : before.ports().stream().map(PortRange::parse).toList();
    try {
      Service _ = new Service(at, protocol, ports);
    } catch (IllegalArgumentException e) {
      throw fields.wrong("at", at, String.valueOf(e.getMessage()));
    }
    return new NamedService(
        before.id(),
        before.tenant(),
        before.network(),
        name,
        Words.description(fields, before.description()),
        at,
        protocol,
        ports.stream().map(PortRange::toString).toList());
  }

  private Answer save(Call call, NamedService service, String action) {
    return writes.change(
        transaction -> {
          var handle = transaction.handle();
          String network = NetworkTable.get(handle, call.tenant(), service.network()).id();
          boolean create = action.endsWith("create");
          String before = create ? "" : NamedService.get(handle, call.tenant(), service.id()).at();
          checkSite(handle, network, service);
          if (!service.at().equals(before)) {
            checkDevice(handle, network, service); // it may have been revoked since
          }
          service.save(handle);
          writes.note(transaction, call, action, service.id(), service.toJson());
          writes.networkChanged(transaction, network);
          return create
              ? Answer.created("/api/v1/services/" + service.id(), service.toJson())
              : Answer.ok(service.toJson());
        });
  }

  private static void checkSite(Handle handle, String network, NamedService service) {
    Optional<String> site = new Service(service.at(), service.protocol(), List.of()).site();
    if (site.isPresent()
        && Site.ofNetwork(handle, network).stream()
            .noneMatch(known -> known.name().equals(site.get()))) {
      throw Problem.invalid("at", service.at(), "the network has no site \"" + site.get() + "\"");
    }
  }

  private static void checkDevice(Handle handle, String network, NamedService service) {
    Optional<String> device = new Service(service.at(), service.protocol(), List.of()).device();
    if (device.isEmpty()) {
      return;
    }
    Device known =
        DeviceTable.ofNetwork(handle, network).stream()
            .filter(one -> one.name().equals(device.get()) || one.id().equals(device.get()))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.invalid(
                        "at", service.at(), "the network has no device \"" + device.get() + "\""));
    if (known.membership() == Membership.REVOKED) {
      throw Problem.invalid("at", service.at(), known.name() + " is revoked");
    }
  }

  private Answer delete(Call call) {
    return writes.change(
        transaction -> {
          NamedService service =
              NamedService.get(transaction.handle(), call.tenant(), call.id("service"));
          service.delete(transaction.handle());
          writes.note(
              transaction,
              call,
              "service.delete",
              service.id(),
              JsonObject.builder().put("name", service.name()).build());
          writes.networkChanged(transaction, service.network());
          return Answer.done();
        });
  }
}
