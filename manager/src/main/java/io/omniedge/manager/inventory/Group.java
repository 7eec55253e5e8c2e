package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;

/**
 * A group that devices are put into by hand.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param network that it is in
 * @param name in rules; never changes
 * @param description for people
 */
public record Group(String id, String tenant, String network, String name, String description) {
  private static Group of(ResultSet row) throws SQLException {
    return new Group(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("network_id"),
        row.getString("name"),
        row.getString("description"));
  }

  /** One of a tenant's, or the problem that there is none. */
  public static Group get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from device_group where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("group", id));
  }

  /** Those of a network, in the order of their identifiers. */
  public static List<Group> list(Handle handle, String network, String after, int limit) {
    return handle
        .createQuery(
            "select * from device_group where network_id = ? and id > ? order by id limit " + limit)
        .bind(0, network)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  /** Refuses names of groups that a network does not have. */
  public static void checkNames(Handle handle, String network, List<String> names) {
    TreeSet<String> known =
        new TreeSet<>(
            handle
                .createQuery("select name from device_group where network_id = ?")
                .bind(0, network)
                .mapTo(String.class)
                .list());
    for (String name : names) {
      if (!known.contains(name)) {
        throw Problem.invalid("groups", name, "the network has no such group");
      }
    }
  }

  /** Adds it, or replaces its description. */
  public void save(Handle handle) {
    Taken.check(handle, "device_group", "network_id", network, name, id);
    handle.execute(
        "insert into device_group (id, tenant_id, network_id, name, description)"
            + " values (?, ?, ?, ?, ?)"
            + " on conflict (id) do update set description = excluded.description",
        id,
        tenant,
        network,
        name,
        description);
  }

  /** Removes it, and its name from all devices. Returns the identifiers of those. */
  public List<String> delete(Handle handle) {
    List<Device> members =
        DeviceTable.ofNetwork(handle, network).stream()
            .filter(device -> device.groups().contains(name))
            .toList();
    for (Device member : members) {
      DeviceTable.update(
          handle,
          member,
          member.name(),
          member.description(),
          member.tags(),
          member.groups().stream().filter(group -> !group.equals(name)).toList(),
          member.site());
    }
    handle.execute("delete from device_group where id = ?", id);
    return members.stream().map(Device::id).toList();
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("network", network)
        .put("name", name)
        .put("description", description)
        .build();
  }
}
