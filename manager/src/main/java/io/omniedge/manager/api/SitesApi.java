package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.inventory.Routing;
import io.omniedge.manager.inventory.Site;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.net.Prefix;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Sites: networks behind gateways, and names of what is there. */
public final class SitesApi {
  private static final int MAX_PREFIXES = 100;
  private static final String[] MEMBERS = {"name", "description", "gateway", "prefixes", "hosts"};
  private static final int MAX_HOSTS = 1_000;

  private final Writes writes;

  /** With what changes take. */
  public SitesApi(Writes writes) {
    this.writes = writes;
  }

  /** Its routes. */
  public List<Route> routes() {
    Permission manage = Permission.MANAGE_NETWORKS;
    return List.of(
        Route.get("/api/v1/networks/{network}/sites", Permission.VIEW, this::list).paged(),
        Route.post("/api/v1/networks/{network}/sites", manage, this::create),
        Route.get("/api/v1/sites/{site}", Permission.VIEW, this::get),
        Route.patch("/api/v1/sites/{site}", manage, this::patch),
        Route.delete("/api/v1/sites/{site}", manage, this::delete));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return writes.read(
        handle ->
            page.answer(
                Site.list(
                    handle,
                    NetworkTable.get(handle, call.tenant(), call.id("network")).id(),
                    page.after(),
                    page.limit()),
                Site::id,
                Site::toJson));
  }

  private Answer get(Call call) {
    return Answer.ok(
        writes.read(handle -> Site.get(handle, call.tenant(), call.id("site"))).toJson());
  }

  private Answer create(Call call) throws ProtocolException {
    Site blank =
        new Site(
            Ids.of('s'),
            call.tenant(),
            call.id("network"),
            "",
            "",
            Optional.empty(),
            List.of(),
            new TreeMap<>());
    Fields fields = call.fields(MEMBERS);
    Site site = read(fields, blank, Words.name(fields));
    return writes.change(
        transaction -> {
          save(transaction, call, site, Optional.empty(), "site.create");
          return Answer.created("/api/v1/sites/" + site.id(), site.toJson());
        });
  }

  private Answer patch(Call call) throws ProtocolException {
    Fields fields = call.fields(MEMBERS);
    Site before = writes.read(handle -> Site.get(handle, call.tenant(), call.id("site")));
    Site site = read(fields, before, Words.name(fields, before.name()));
    return writes.change(
        transaction -> {
          Site now = Site.get(transaction.handle(), call.tenant(), site.id());
          save(transaction, call, site, now.gateway(), "site.change");
          return Answer.ok(site.toJson());
        });
  }

  private static Site read(Fields fields, Site before, String name) throws ProtocolException {
    List<Prefix> prefixes = Words.prefixes(fields, "prefixes", MAX_PREFIXES, before.prefixes());
    TreeMap<String, Prefix> hosts = new TreeMap<>(before.hosts());
    if (fields.object().find("hosts").isPresent()) {
      hosts.clear();
      Fields named = fields.object("hosts");
      if (named.object().members().size() > MAX_HOSTS) {
        throw fields.wrong("hosts", "", "at most " + MAX_HOSTS + " are taken");
      }
      for (String host : named.object().members().keySet()) {
        try {
          Words.label(host);
        } catch (IllegalArgumentException e) {
          throw fields.wrong("hosts", host, String.valueOf(e.getMessage()));
        }
        hosts.put(host, named.parsed(host, 50, Prefix::parse));
      }
    }
    for (var host : hosts.entrySet()) {
      boolean inside =
          host.getValue().isHost()
              && prefixes.stream().anyMatch(prefix -> prefix.contains(host.getValue()));
      if (!inside) {
        throw fields.wrong(
            "hosts." + host.getKey(),
            host.getValue().toString(),
            "it must be an address in the site's prefixes");
      }
    }
    return new Site(
        before.id(),
        before.tenant(),
        before.network(),
        name,
        Words.description(fields, before.description()),
        Words.reference(fields, "gateway", before.gateway()),
        prefixes,
        hosts);
  }

  private void save(
      Transaction transaction, Call call, Site site, Optional<String> gatewayNow, String action) {
    var handle = transaction.handle();
    Network network = NetworkTable.get(handle, call.tenant(), site.network());
    site.gateway()
        .ifPresent(
            gateway -> {
              Device device =
                  Words.referenced(
                      "gateway", gateway, () -> DeviceTable.get(handle, call.tenant(), gateway));
              Words.sameNetwork("gateway", gateway, device.network(), network.id());
              // One that was revoked meanwhile does not keep anybody from changing the rest.
              boolean isNew = gatewayNow.filter(gateway::equals).isEmpty();
              if (isNew && device.membership() == Membership.REVOKED) {
                throw Problem.invalid("gateway", gateway, device.name() + " is revoked");
              }
              Routing.check(handle, network, gateway, site.id(), "prefixes", site.prefixes());
            });
    site.save(handle);
    writes.note(transaction, call, action, site.id(), site.toJson());
    writes.sitesChanged(transaction, network.id());
  }

  private Answer delete(Call call) {
    return writes.change(
        transaction -> {
          Site site = Site.get(transaction.handle(), call.tenant(), call.id("site"));
          site.delete(transaction.handle());
          writes.note(
              transaction,
              call,
              "site.delete",
              site.id(),
              JsonObject.builder().put("name", site.name()).build());
          writes.sitesChanged(transaction, site.network());
          return Answer.done();
        });
  }
}
