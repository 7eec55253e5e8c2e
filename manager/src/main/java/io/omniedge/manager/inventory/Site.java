package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/**
 * A place with networks of its own behind a gateway.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param network that it is in
 * @param name in rules, and in the names of its hosts
 * @param description for people
 * @param gateway the device that serves it, if there is one
 * @param prefixes its networks
 * @param hosts addresses by names
 */
public record Site(
    String id,
    String tenant,
    String network,
    String name,
    String description,
    Optional<String> gateway,
    List<Prefix> prefixes,
    SortedMap<String, Prefix> hosts) {
  /** Copies. */
  public Site {
    prefixes = List.copyOf(prefixes);
    hosts = Collections.unmodifiableSortedMap(new TreeMap<>(hosts));
  }

  private static Site of(ResultSet row) throws SQLException {
    TreeMap<String, Prefix> hosts = new TreeMap<>();
    for (Map.Entry<String, JsonValue> host : Columns.object(row, "hosts").members().entrySet()) {
      hosts.put(host.getKey(), Prefix.parse(((JsonString) host.getValue()).value()));
    }
    return new Site(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("network_id"),
        row.getString("name"),
        row.getString("description"),
        Optional.ofNullable(row.getString("gateway_id")),
        Columns.prefixes(row, "prefixes"),
        hosts);
  }

  /** One of a tenant's, or the problem that there is none. */
  public static Site get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from site where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("site", id));
  }

  /** Those of a network. */
  public static List<Site> ofNetwork(Handle handle, String network) {
    return list(handle, network, "", 10_000);
  }

  /** Those of a network, in the order of their identifiers. */
  public static List<Site> list(Handle handle, String network, String after, int limit) {
    return handle
        .createQuery(
            "select * from site where network_id = ? and id > ? order by id limit " + limit)
        .bind(0, network)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  /** Adds it, or replaces what it was. */
  public void save(Handle handle) {
    Taken.check(handle, "site", "network_id", network, name, id);
    handle.execute(
        "insert into site (id, tenant_id, network_id, name, description, gateway_id, prefixes,"
            + " hosts) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
            + " name = excluded.name, description = excluded.description,"
            + " gateway_id = excluded.gateway_id, prefixes = excluded.prefixes,"
            + " hosts = excluded.hosts",
        id,
        tenant,
        network,
        name,
        description,
        gateway.orElse(null),
        Columns.prefixes(prefixes),
        hostsJson().toJson());
  }

  /** Removes it. */
  public void delete(Handle handle) {
    handle.execute("update device set site_id = null where site_id = ?", id);
    handle.execute("update setup_key set site_id = null where site_id = ?", id);
    handle.execute("delete from site where id = ?", id);
  }

  private JsonObject hostsJson() {
    JsonObject.Builder texts = JsonObject.builder();
    hosts.forEach((host, address) -> texts.put(host, text(address)));
    return texts.build();
  }

  private static String text(Prefix address) {
    return address.firstAddress();
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("network", network)
        .put("name", name)
        .put("description", description)
        .putIfPresent("gateway", gateway)
        .put("prefixes", prefixes.stream().map(Prefix::toString).toList())
        .put("hosts", hostsJson())
        .build();
  }
}
