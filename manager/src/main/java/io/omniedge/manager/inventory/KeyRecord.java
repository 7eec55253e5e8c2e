package io.omniedge.manager.inventory;

import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Columns;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Prefix;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * What is known of a setup key; its secret is not.
 *
 * @param id never changes
 * @param tenant who owns it
 * @param network that devices get into by it
 * @param name for people
 * @param autoApprove whether devices are members at once
 * @param ephemeral whether devices are forgotten soon after they went offline
 * @param maxUses 0 for any number
 * @param uses so far
 * @param expiresAt milliseconds since 1970, 0 for never
 * @param sources where it may be used from; empty for anywhere
 * @param tags that devices get
 * @param groups that devices get into
 * @param site where devices stand
 * @param createdBy who made it
 * @param createdAt milliseconds since 1970
 * @param revokedAt likewise, 0 if it is not revoked
 */
public record KeyRecord(
    String id,
    String tenant,
    String network,
    String name,
    boolean autoApprove,
    boolean ephemeral,
    long maxUses,
    long uses,
    long expiresAt,
    List<Prefix> sources,
    List<String> tags,
    List<String> groups,
    Optional<String> site,
    String createdBy,
    long createdAt,
    long revokedAt) {
  /** Copies. */
  public KeyRecord {
    sources = List.copyOf(sources);
    tags = List.copyOf(tags);
    groups = List.copyOf(groups);
  }

  private static KeyRecord of(ResultSet row) throws SQLException {
    return new KeyRecord(
        row.getString("id"),
        row.getString("tenant_id"),
        row.getString("network_id"),
        row.getString("name"),
        row.getInt("auto_approve") != 0,
        row.getInt("ephemeral") != 0,
        row.getLong("max_uses"),
        row.getLong("uses"),
        row.getLong("expires_at"),
        Columns.prefixes(row, "sources"),
        Columns.texts(row, "tags"),
        Columns.texts(row, "groups"),
        Optional.ofNullable(row.getString("site_id")),
        row.getString("created_by"),
        row.getLong("created_at"),
        row.getLong("revoked_at"));
  }

  /** One of a tenant's, or the problem that there is none. */
  public static KeyRecord get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from setup_key where id = ? and tenant_id = ?")
        .bind(0, id)
        .bind(1, tenant)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("setup key", id));
  }

  /** The one whose secret has this hash. */
  public static Optional<KeyRecord> find(Handle handle, String secretHash) {
    return handle
        .createQuery("select * from setup_key where secret_hash = ?")
        .bind(0, secretHash)
        .map((row, context) -> of(row))
        .findOne();
  }

  /** Those of a network, in the order of their identifiers. */
  public static List<KeyRecord> list(Handle handle, String network, String after, int limit) {
    return handle
        .createQuery(
            "select * from setup_key where network_id = ? and id > ? order by id limit " + limit)
        .bind(0, network)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  /** Adds it. */
  public void insert(Handle handle, String secretHash) {
    handle.execute(
        "insert into setup_key (id, tenant_id, network_id, name, secret_hash, auto_approve,"
            + " ephemeral, max_uses, uses, expires_at, sources, tags, groups, site_id, created_by,"
            + " created_at, revoked_at) values (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, 0)",
        id,
        tenant,
        network,
        name,
        secretHash,
        autoApprove ? 1 : 0,
        ephemeral ? 1 : 0,
        maxUses,
        expiresAt,
        Columns.prefixes(sources),
        Columns.texts(tags),
        Columns.texts(groups),
        site.orElse(null),
        createdBy,
        createdAt);
  }

  /** Counts a use. */
  public void use(Handle handle) {
    handle.execute("update setup_key set uses = uses + 1 where id = ?", id);
  }

  /** Lets nobody in any more. */
  public void revoke(Handle handle, long now) {
    handle.execute("update setup_key set revoked_at = ? where id = ? and revoked_at = 0", now, id);
  }

  /** Whether another use is left. */
  public boolean isUsedUp() {
    return maxUses != 0 && uses >= maxUses;
  }

  /** As the API shows it. */
  public JsonObject toJson(long now) {
    String state =
        revokedAt != 0
            ? "revoked"
            : isUsedUp() ? "used-up" : expiresAt != 0 && expiresAt <= now ? "expired" : "valid";
    return JsonObject.builder()
        .put("id", id)
        .put("network", network)
        .put("name", name)
        .put("state", state)
        .put("autoApprove", autoApprove)
        .put("ephemeral", ephemeral)
        .put("maxUses", maxUses)
        .put("uses", uses)
        .put("expiresAt", expiresAt / 1000)
        .put("sources", sources.stream().map(Prefix::toString).toList())
        .put("tags", tags)
        .put("groups", groups)
        .putIfPresent("site", site)
        .put("createdBy", createdBy)
        .put("createdAt", createdAt / 1000)
        .put("revokedAt", revokedAt / 1000)
        .build();
  }
}
