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
 * @param stream of that
 * @param sequence of that
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
    String stream,
    long sequence,
    String level,
    String zone,
    long since) {
  /** Of a device; what names more of them has gone mad. */
  private static final int MOST = 1_000;

  /**
   * A report, and where it stands among those of its device.
   *
   * @param report identifier
   * @param at what it tells of, milliseconds since 1970 by the gateway's clock
   * @param stream of the device
   * @param sequence in the stream
   * @param current the stream that the device is at; empty if nobody knows
   */
  record Place(String report, long at, String stream, long sequence, String current) {
    /** Within a stream and for the one that it is at a gateway's clock has no say. */
    private boolean isAfter(Machine machine) {
      if (stream.equals(machine.stream)) {
        return sequence > machine.sequence;
      }
      if (stream.equals(current) || machine.stream.equals(current)) {
        return stream.equals(current);
      }
      return at >= machine.at;
    }
  }

  /**
   * A machine, and how many alarms it has that are not over.
   *
   * @param alarms so many
   * @param unacknowledged of those; nobody has seen them
   */
  public record WithAlarms(Machine machine, long alarms, long unacknowledged) {
    /** As the API shows it. */
    public JsonObject toJson() {
      return machine.shown().put("alarms", alarms).put("unacknowledged", unacknowledged).build();
    }
  }

  private static final String SELECT =
      "select m.*,"
          + openAlarms("")
          + " as alarms,"
          + openAlarms(" and a.acknowledged_by = ''")
          + " as unacknowledged from machine m where m.tenant_id = ?";

  private static String openAlarms(String which) {
    return " (select count(*) from alarm a where a.machine_id = m.id and "
        + StoredAlarm.IS_OPEN
        + which
        + ")";
  }

  private static Machine of(ResultSet row) throws SQLException {
    return new Machine(
        row.getString("id"),
        row.getString("device_id"),
        row.getString("asset"),
        row.getString("point"),
        row.getString("report_id"),
        row.getLong("at"),
        row.getString("stream"),
        row.getLong("sequence"),
        row.getString("level"),
        row.getString("zone"),
        row.getLong("since"));
  }

  private static WithAlarms withAlarms(ResultSet row) throws SQLException {
    return new WithAlarms(of(row), row.getLong("alarms"), row.getLong("unacknowledged"));
  }

  /**
   * Takes a report in that may be the newest.
   *
   * @return it as it is now; nothing if a newer one was there, or the device has too many
   */
  static Optional<Machine> note(
      Handle handle, String tenant, String device, ReportIndex index, Place place) {
    Optional<Machine> before =
        handle
            .createQuery("select * from machine where device_id = ? and asset = ? and point = ?")
            .bind(0, device)
            .bind(1, index.asset())
            .bind(2, index.point())
            .map((row, context) -> of(row))
            .findOne();
    if (before.isPresent() && !place.isAfter(before.get())) {
      return Optional.empty();
    }
    boolean isAsBefore = before.isPresent() && before.get().level().equals(index.level());
    Machine now =
        new Machine(
            before.isPresent() ? before.get().id() : Ids.of('m'),
            device,
            index.asset(),
            index.point(),
            place.report(),
            place.at(),
            place.stream(),
            place.sequence(),
            index.level(),
            index.zone(),
            isAsBefore ? before.get().since() : place.at());
    if (before.isPresent()) {
      handle.execute(
          "update machine set report_id = ?, at = ?, stream = ?, sequence = ?, level = ?, zone = ?,"
              + " since = ? where id = ?",
          now.report(),
          now.at(),
          now.stream(),
          now.sequence(),
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
        "insert into machine (id, tenant_id, device_id, asset, point, report_id, at, stream,"
            + " sequence, level, zone, since) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        now.id(),
        tenant,
        device,
        now.asset(),
        now.point(),
        now.report(),
        now.at(),
        now.stream(),
        now.sequence(),
        now.level(),
        now.zone(),
        now.since());
    return Optional.of(now);
  }

  /** A tenant's, in the order of their identifiers. */
  public static List<WithAlarms> list(Handle handle, String tenant, String after, int limit) {
    return handle
        .createQuery(SELECT + " and m.id > ? order by m.id limit " + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> withAlarms(row))
        .list();
  }

  /** One of a tenant's, or the problem that there is none. */
  public static WithAlarms get(Handle handle, String tenant, String id) {
    return handle
        .createQuery(SELECT + " and m.id = ?")
        .bind(0, tenant)
        .bind(1, id)
        .map((row, context) -> withAlarms(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("machine", id));
  }

  /** Forgets those of which there is no report any more. */
  static void forgetWithoutReports(Handle handle) {
    handle.execute(
        "delete from machine where not exists"
            + " (select 1 from report where report.id = machine.report_id)");
  }

  private JsonObject.Builder shown() {
    return JsonObject.builder()
        .put("id", id)
        .put("device", device)
        .put("asset", asset)
        .put("point", point)
        .put("report", report)
        .put("at", at)
        .put("level", level)
        .put("zone", zone)
        .put("since", since);
  }
}
