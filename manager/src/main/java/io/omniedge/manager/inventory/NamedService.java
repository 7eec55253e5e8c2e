package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Something that listens somewhere, with a name for rules.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param network that it is in
 * @param name in rules
 * @param description for people
 * @param at {@code device:NAME}, {@code site:NAME/HOST}, {@code site:NAME} or {@code
 *     address:PREFIX}
 * @param protocol any, tcp, udp, icmp, sctp or a number
 * @param ports as {@code 502} or {@code 8000-8080}; none for all
 */
public record NamedService(
    String id,
    String tenant,
    String network,
    String name,
    String description,
    String at,
    String protocol,
    List<String> ports) {
  /** Copies. */
  public NamedService {
    ports = List.copyOf(ports);
  }

  private static NamedService of(ResultSet row) throws SQLException {
    return new NamedService(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("network_id"),
        row.getString("name"),
        row.getString("description"),
        row.getString("target"),
        row.getString("protocol"),
        Columns.texts(row, "ports"));
  }

  /** One of a tenant's, or the problem that there is none. */
  public static NamedService get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from service where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("service", id));
  }

  /** Those of a network. */
  public static List<NamedService> ofNetwork(Handle handle, String network) {
    return list(handle, network, "", 10_000);
  }

  /** Those of a network, in the order of their identifiers. */
  public static List<NamedService> list(Handle handle, String network, String after, int limit) {
    return handle
        .createQuery(
            "select * from service where network_id = ? and id > ? order by id limit " + limit)
        .bind(0, network)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  /** Adds it, or replaces what it was. */
  public void save(Handle handle) {
    Taken.check(handle, "service", "network_id", network, name, id);
    handle.execute(
        "insert into service (id, tenant_id, network_id, name, description, target, protocol,"
            + " ports) values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set"
            + " name = excluded.name, description = excluded.description,"
            + " target = excluded.target, protocol = excluded.protocol, ports = excluded.ports",
        id,
        tenant,
        network,
        name,
        description,
        at,
        protocol,
        Columns.texts(ports));
  }

  /** Removes it. */
  public void delete(Handle handle) {
    handle.execute("delete from service where id = ?", id);
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("network", network)
        .put("name", name)
        .put("description", description)
        .put("at", at)
        .put("protocol", protocol)
        .put("ports", ports)
        .build();
  }
}
