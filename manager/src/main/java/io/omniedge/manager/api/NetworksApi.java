package io.omniedge.manager.api;

import io.omniedge.manager.access.Permission;
import io.omniedge.manager.address.Addresses;
import io.omniedge.manager.address.PrivateSpace;
import io.omniedge.manager.address.UniqueLocal;
import io.omniedge.manager.http.Answer;
import io.omniedge.manager.http.Call;
import io.omniedge.manager.http.Page;
import io.omniedge.manager.http.Route;
import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.inventory.Network;
import io.omniedge.manager.inventory.NetworkTable;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import io.omniedge.protocol.net.Prefix;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/** Networks. */
public final class NetworksApi {
  /** Nobody may do anything until somebody says so. */
  static final String NO_POLICY = "{\"rules\": []}";

  private static final Pattern DOMAIN =
      Pattern.compile(Names.LABEL + "(\\." + Names.LABEL + "){0,9}");

  private final Writes writes;
  private final InstantSource clock;

  /** With what changes take. */
  public NetworksApi(Writes writes, InstantSource clock) {
    this.writes = writes;
    this.clock = clock;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("/api/v1/networks", Permission.VIEW, this::list).paged(),
        Route.post("/api/v1/networks", Permission.MANAGE_NETWORKS, this::create),
        Route.get("/api/v1/networks/{network}", Permission.VIEW, this::get),
        Route.patch("/api/v1/networks/{network}", Permission.MANAGE_NETWORKS, this::patch),
        Route.delete("/api/v1/networks/{network}", Permission.MANAGE_NETWORKS, this::delete));
  }

  private Answer list(Call call) {
    Page page = Page.of(call);
    return page.answer(
        writes.read(handle -> NetworkTable.list(handle, call.tenant(), page.after(), page.limit())),
        Network::id,
        Network::toJson);
  }

  private Answer get(Call call) {
    return Answer.ok(
        writes
            .read(handle -> NetworkTable.get(handle, call.tenant(), call.id("network")))
            .toJson());
  }

  private Answer create(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "domain", "ipv4", "ipv6");
    String name = Words.name(fields);
    String domain = domain(fields, name + ".omniedge");
    Optional<Prefix> ipv4 = prefix(fields, "ipv4", 8, 29);
    Optional<Prefix> ipv6 = prefix(fields, "ipv6", 32, 96);
    Network created =
        writes.change(
            transaction -> {
              checkOverlap(transaction.handle(), call.tenant(), "ipv4", ipv4);
              checkOverlap(transaction.handle(), call.tenant(), "ipv6", ipv6);
              Network network =
                  new Network(
                      Ids.of('n'),
                      call.tenant(),
                      name,
                      domain,
                      ipv4.orElseGet(
                          () ->
                              Addresses.freeIpv4(
                                  NetworkTable.ipv4Prefixes(transaction.handle(), call.tenant()))),
                      ipv6.orElseGet(UniqueLocal::random),
                      1,
                      1,
                      0,
                      NO_POLICY,
                      clock.millis());
              NetworkTable.insert(transaction.handle(), network);
              writes.note(
                  transaction,
                  call,
                  "network.create",
                  network.id(),
                  JsonObject.builder().put("name", name).build());
              writes.networkChanged(transaction, network.id());
              return network;
            });
    return Answer.created("/api/v1/networks/" + created.id(), created.toJson());
  }

  private static Optional<Prefix> prefix(Fields fields, String name, int shortest, int longest)
      throws ProtocolException {
    if (fields.object().find(name).isEmpty()) {
      return Optional.empty();
    }
    Prefix prefix = fields.parsed(name, 50, Prefix::parse);
    boolean ipv4 = name.equals("ipv4");
    if (prefix.isIpv4() != ipv4 || prefix.length() < shortest || prefix.length() > longest) {
      throw fields.wrong(
          name,
          prefix.toString(),
          "it must be an "
              + (ipv4 ? "IPv4" : "IPv6")
              + " prefix of "
              + shortest
              + " to "
              + longest
              + " bits");
    }
    if (!PrivateSpace.contains(prefix)) {
      throw fields.wrong(name, prefix.toString(), "it must be in " + PrivateSpace.words(ipv4));
    }
    return Optional.of(prefix);
  }

  /** A device that is in both of two networks could not tell their addresses apart. */
  private static void checkOverlap(
      Handle handle, String tenant, String field, Optional<Prefix> wanted) {
    for (Network other : NetworkTable.ofTenant(handle, tenant)) {
      for (Prefix taken : List.of(other.ipv4(), other.ipv6())) {
        if (wanted.isPresent() && wanted.get().overlaps(taken)) {
          throw Problem.conflict(
              "network-overlap",
              field,
              wanted.get() + " overlaps " + taken + " of network \"" + other.name() + "\"");
        }
      }
    }
  }

  private static String domain(Fields fields, String otherwise) throws ProtocolException {
    if (fields.object().find("domain").isEmpty()) {
      return otherwise;
    }
    String domain = fields.text("domain", 200);
    if (!DOMAIN.matcher(domain).matches()) {
      throw fields.wrong("domain", domain, "it must be a domain name in lower case");
    }
    return domain;
  }

  private Answer patch(Call call) throws ProtocolException {
    Fields fields = call.fields("name", "domain");
    String id = call.id("network");
    Network before = writes.read(handle -> NetworkTable.get(handle, call.tenant(), id));
    String name = Words.name(fields, before.name());
    String domain = domain(fields, before.domain());
    Network after =
        writes.change(
            transaction -> {
              Network network = NetworkTable.get(transaction.handle(), call.tenant(), id);
              NetworkTable.update(transaction.handle(), network, name, domain);
              writes.note(
                  transaction,
                  call,
                  "network.change",
                  id,
                  JsonObject.builder().put("name", name).put("domain", domain).build());
              writes.networkChanged(transaction, id);
              return NetworkTable.get(transaction.handle(), call.tenant(), id);
            });
    return Answer.ok(after.toJson());
  }

  private Answer delete(Call call) {
    String id = call.id("network");
    return writes.change(
        transaction -> {
          Network network = NetworkTable.get(transaction.handle(), call.tenant(), id);
          NetworkTable.delete(transaction.handle(), network);
          writes.note(
              transaction,
              call,
              "network.delete",
              id,
              JsonObject.builder().put("name", network.name()).build());
          transaction.afterCommit(() -> writes.maps().networkChanged(id));
          return Answer.done();
        });
  }
}
