package io.omniedge.manager.report;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** Whom a tenant wants to be told of alarms. No record, because of the secret. */
public final class Webhook {
  /** Of a tenant. */
  public static final int MOST = 20;

  private static final String HIDDEN = "***";

  private final String id;
  private final String name;
  private final URI url;
  private final String secret;
  private final String level;
  private final String createdBy;
  private final long createdAt;

  /**
   * One that is not stored yet.
   *
   * @param level the least that is told
   */
  public Webhook(
      String id,
      String name,
      URI url,
      String secret,
      String level,
      String createdBy,
      long createdAt) {
    this.id = id;
    this.name = name;
    this.url = url;
    this.secret = secret;
    this.level = level;
    this.createdBy = createdBy;
    this.createdAt = createdAt;
  }

  private static Webhook of(ResultSet row) throws SQLException {
    return new Webhook(
        row.getString("id"),
        row.getString("name"),
        URI.create(row.getString("url")),
        row.getString("secret"),
        row.getString("level"),
        row.getString("created_by"),
        row.getLong("created_at"));
  }

  /** A tenant's. */
  public static List<Webhook> list(Handle handle, String tenant) {
    return handle
        .createQuery("select * from webhook where tenant_id = ? order by id")
        .bind(0, tenant)
        .map((row, context) -> of(row))
        .list();
  }

  /** One of a tenant's, or the problem that there is none. */
  public static Webhook get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from webhook where tenant_id = ? and id = ?")
        .bind(0, tenant)
        .bind(1, id)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("webhook", id));
  }

  /** All with something to tell. */
  static List<Webhook> withDeliveries(Handle handle, long nowMillis) {
    return handle
        .createQuery(
            "select * from webhook w where exists (select 1 from webhook_delivery d"
                + " where d.webhook_id = w.id and d.failed_at = 0 and d.next_at <= ?)")
        .bind(0, nowMillis)
        .map((row, context) -> of(row))
        .list();
  }

  /** Adds it. */
  public void insert(Handle handle, String tenant) {
    List<Webhook> others = list(handle, tenant);
    if (others.size() >= MOST) {
      throw Problem.conflict("too-many", "there are " + MOST + " webhooks, and no more are taken");
    }
    if (others.stream().anyMatch(other -> other.name.equals(name))) {
      throw Problem.conflict("name-taken", "name", "there is one of that name");
    }
    handle.execute(
        "insert into webhook (id, tenant_id, name, url, secret, level, created_by, created_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant,
        name,
        url.toString(),
        secret,
        level,
        createdBy,
        createdAt);
  }

  /** Forgets one with what it was to be told. */
  public static void delete(Handle handle, String tenant, String id) {
    handle.execute(
        "delete from webhook_delivery where webhook_id in"
            + " (select id from webhook where tenant_id = ? and id = ?)",
        tenant,
        id);
    if (handle.execute("delete from webhook where tenant_id = ? and id = ?", tenant, id) == 0) {
      throw Problem.notFound("webhook", id);
    }
  }

  /** Identifier. */
  public String id() {
    return id;
  }

  /** Of it. */
  public String name() {
    return name;
  }

  /** Where it is. */
  public URI url() {
    return url;
  }

  String level() {
    return level;
  }

  /** What signatures are made with. */
  public String exposeSecret() {
    return secret;
  }

  /** As the API shows it: with stars for the secret. */
  public JsonObject.Builder toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("name", name)
        .put("url", url.toString())
        .put("secret", HIDDEN)
        .put("level", level)
        .put("createdBy", createdBy)
        .put("createdAt", createdAt);
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return id + " " + url;
  }
}
