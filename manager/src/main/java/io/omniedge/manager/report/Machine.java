package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * A measuring point of a machine, as its newest report shows it.
 *
 * @param id never changes
 * @param device that reports it
 * @param asset the machine
 * @param point where it is measured
 * @param report the newest
 * @param at of that, milliseconds since 1970
 * @param level of that
 * @param zone of that
 * @param since the level is so, milliseconds since 1970
 */
public record Machine(
    String id,
    String device,
    String asset,
    String point,
    String report,
    long at,
    String level,
    String zone,
    long since) {
  /** Of a device; what names more of them has gone mad. */
  private static final int MOST = 1_000;

  private static Machine of(ResultSet row) throws SQLException {
    return new Machine(
        row.getString("id"),
        row.getString("device_id"),
        row.getString("asset"),
        row.getString("point"),
        row.getString("report_id"),
        row.getLong("at"),
        row.getString("level"),
        row.getString("zone"),
        row.getLong("since"));
  }

  /**
   * Takes a report in that may be the newest.
   *
   * @return it as it is now; nothing if a newer one was there, or the device has too many
   */
  static Optional<Machine> note(
      Handle handle, String tenant, String device, ReportIndex index, String report, long at) {
    Optional<Machine> before =
        handle
            .createQuery("select * from machine where device_id = ? and asset = ? and point = ?")
            .bind(0, device)
            .bind(1, index.asset())
            .bind(2, index.point())
            .map((row, context) -> of(row))
            .findOne();
    if (before.isPresent() && before.get().at() > at) {
      return Optional.empty();
    }
    boolean isAsBefore = before.isPresent() && before.get().level().equals(index.level());
    Machine now =
        new Machine(
            before.isPresent() ? before.get().id() : Ids.of('m'),
            device,
            index.asset(),
            index.point(),
            report,
            at,
            index.level(),
            index.zone(),
            isAsBefore ? before.get().since() : at);
    if (before.isPresent()) {
      handle.execute(
          "update machine set report_id = ?, at = ?, level = ?, zone = ?, since = ? where id = ?",
          report,
          at,
          now.level(),
          now.zone(),
          now.since(),
          now.id());
      return Optional.of(now);
    }
    long others =
        handle
            .createQuery("select count(*) from machine where device_id = ?")
            .bind(0, device)
            .mapTo(Long.class)
            .one();
    if (others >= MOST) {
      return Optional.empty();
    }
    handle.execute(
        "insert into machine (id, tenant_id, device_id, asset, point, report_id, at, level, zone,"
            + " since) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        now.id(),
        tenant,
        device,
        now.asset(),
        now.point(),
        report,
        at,
        now.level(),
        now.zone(),
        now.since());
    return Optional.of(now);
  }

  /** A tenant's, in the order of their identifiers. */
  public static List<Machine> list(Handle handle, String tenant, String after, int limit) {
    return handle
        .createQuery(
            "select * from machine where tenant_id = ? and id > ? order by id limit " + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  /** One of a tenant's, or the problem that there is none. */
  public static Machine get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from machine where tenant_id = ? and id = ?")
        .bind(0, tenant)
        .bind(1, id)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("machine", id));
  }

  /** Forgets those of which there is no report any more. */
  static void forgetWithoutReports(Handle handle) {
    handle.execute(
        "delete from machine where not exists"
            + " (select 1 from report where report.id = machine.report_id)");
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("device", device)
        .put("asset", asset)
        .put("point", point)
        .put("report", report)
        .put("at", at)
        .put("level", level)
        .put("zone", zone)
        .put("since", since)
        .build();
  }
}
