package io.omniedge.manager.inventory;

import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A network of devices.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param name for people
 * @param domain of its host names
 * @param ipv4 of its devices
 * @param ipv6 likewise
 * @param nextAddress index of the first address that nobody had yet
 * @param revision grows with every change of anything in it
 * @param policyRevision grows with every change of the policy
 * @param policy the document
 * @param createdAt milliseconds since 1970
 */
public record Network(
    String id,
    String tenant,
    String name,
    String domain,
    Prefix ipv4,
    Prefix ipv6,
    long nextAddress,
    long revision,
    long policyRevision,
    String policy,
    long createdAt) {
  static Network of(ResultSet row) throws SQLException {
    return new Network(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("name"),
        row.getString("domain"),
        Prefix.parse(row.getString("ipv4")),
        Prefix.parse(row.getString("ipv6")),
        row.getLong("next_address"),
        row.getLong("revision"),
        row.getLong("policy_revision"),
        row.getString("policy"),
        row.getLong("created_at"));
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("name", name)
        .put("domain", domain)
        .put("ipv4", ipv4.toString())
        .put("ipv6", ipv6.toString())
        .put("revision", revision)
        .put("policyRevision", policyRevision)
        .put("createdAt", createdAt / 1000)
        .build();
  }
}
