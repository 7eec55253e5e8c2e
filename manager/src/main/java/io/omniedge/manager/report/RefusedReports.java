package io.omniedge.manager.report;

import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * How many reports of a device were kept out, and why the last one was.
 *
 * @param count since the device is known
 * @param reason for people
 * @param at milliseconds since 1970
 */
public record RefusedReports(long count, String reason, long at) {
  static void note(Handle handle, String device, String reason, long nowMillis) {
    handle.execute(
        "insert into report_refused (device_id, count, reason, at) select id, 1, ?, ? from device"
            + " where id = ? on conflict (device_id) do update set count ="
            + " report_refused.count + 1, reason = excluded.reason, at = excluded.at",
        reason,
        nowMillis,
        device);
  }

  /** Those of a device; nothing if all were taken. */
  public static Optional<RefusedReports> of(Handle handle, String device) {
    return handle
        .createQuery("select count, reason, at from report_refused where device_id = ?")
        .bind(0, device)
        .map((row, context) -> new RefusedReports(row.getLong(1), row.getString(2), row.getLong(3)))
        .findOne();
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder().put("count", count).put("reason", reason).put("at", at).build();
  }
}
