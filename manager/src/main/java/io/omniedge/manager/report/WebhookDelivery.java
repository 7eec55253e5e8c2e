package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Something that a webhook is to be told. It goes when it was taken, and stays for people to see if
 * it never will be.
 *
 * @param id the same each time it is tried
 * @param number grows, within a webhook
 * @param body a JSON document
 * @param attempts that failed
 * @param nextAt when it is tried next, milliseconds since 1970
 * @param error why it was not taken the last time; empty if it was not tried
 * @param createdAt milliseconds since 1970
 * @param failedAt when it was given up, milliseconds since 1970; 0 while it waits
 */
public record WebhookDelivery(
    String id,
    long number,
    String body,
    long attempts,
    long nextAt,
    String error,
    long createdAt,
    long failedAt) {
  /** Of one webhook; the oldest go. */
  private static final int MOST = 1_000;

  private static WebhookDelivery of(ResultSet row) throws SQLException {
    return new WebhookDelivery(
        row.getString("id"),
        row.getLong("number"),
        row.getString("body"),
        row.getLong("attempts"),
        row.getLong("next_at"),
        row.getString("error"),
        row.getLong("created_at"),
        row.getLong("failed_at"));
  }

  /** Adds one. */
  static void note(Handle handle, String webhook, JsonObject document, long nowMillis) {
    long number =
        handle
            .createQuery(
                "select coalesce(max(number), 0) + 1 from webhook_delivery where webhook_id = ?")
            .bind(0, webhook)
            .mapTo(Long.class)
            .one();
    handle.execute(
        "insert into webhook_delivery (id, webhook_id, number, body, attempts, next_at, error,"
            + " created_at, failed_at) values (?, ?, ?, ?, 0, ?, '', ?, 0)",
        Ids.of('x'),
        webhook,
        number,
        document.toJson(),
        nowMillis,
        nowMillis);
    handle.execute(
        "delete from webhook_delivery where webhook_id = ? and number <= ?",
        webhook,
        number - MOST);
  }

  /** The oldest that waits, if it is due: those behind it wait, for the order is the news. */
  static Optional<WebhookDelivery> next(Handle handle, String webhook, long nowMillis) {
    return handle
        .createQuery(
            "select * from webhook_delivery where webhook_id = ? and failed_at = 0"
                + " order by number limit 1")
        .bind(0, webhook)
        .map((row, context) -> of(row))
        .findOne()
        .filter(oldest -> oldest.nextAt <= nowMillis);
  }

  /** A webhook's, from newer to older. */
  public static List<WebhookDelivery> list(Handle handle, String webhook, long before, int limit) {
    return handle
        .createQuery(
            "select * from webhook_delivery where webhook_id = ? and number < ?"
                + " order by number desc limit "
                + limit)
        .bind(0, webhook)
        .bind(1, before)
        .map((row, context) -> of(row))
        .list();
  }

  /**
   * How it stands with a webhook.
   *
   * @param waiting so many
   * @param failed so many were given up
   * @param error why the oldest that waits was not taken; empty if it was not tried
   */
  public record Count(long waiting, long failed, String error) {}

  /** How it stands with a webhook. */
  public static Count count(Handle handle, String webhook) {
    List<String> errors =
        handle
            .createQuery(
                "select error from webhook_delivery where webhook_id = ? and failed_at = 0"
                    + " order by number")
            .bind(0, webhook)
            .mapTo(String.class)
            .list();
    long failed =
        handle
            .createQuery(
                "select count(*) from webhook_delivery where webhook_id = ? and failed_at <> 0")
            .bind(0, webhook)
            .mapTo(Long.class)
            .one();
    return new Count(errors.size(), failed, errors.isEmpty() ? "" : errors.getFirst());
  }

  /** It was taken. */
  void forget(Handle handle) {
    handle.execute("delete from webhook_delivery where id = ?", id);
  }

  /** It was not, and is tried again. */
  void again(Handle handle, long atMillis, String reason) {
    handle.execute(
        "update webhook_delivery set attempts = attempts + 1, next_at = ?, error = ? where id = ?",
        atMillis,
        reason,
        id);
  }

  /** It was not, and never will be. */
  void fail(Handle handle, long nowMillis, String reason) {
    handle.execute(
        "update webhook_delivery set attempts = attempts + 1, failed_at = ?, error = ?"
            + " where id = ?",
        nowMillis,
        reason,
        id);
  }

  /** As the API shows it. */
  public JsonObject.Builder toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("number", number)
        .put("state", failedAt == 0 ? "waiting" : "failed")
        .put("attempts", attempts)
        .put("nextAt", failedAt == 0 ? nextAt : 0)
        .put("failedAt", failedAt)
        .put("error", error)
        .put("createdAt", createdAt);
  }
}
