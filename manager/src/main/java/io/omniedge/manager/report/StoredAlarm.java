package io.omniedge.manager.report;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * An alarm of a measuring point.
 *
 * @param id never changes
 * @param machine identifier of the measuring point
 * @param device that reports it
 * @param asset of the machine
 * @param point of the machine
 * @param name as {@code bearing}
 * @param criterion that raised it last
 * @param level it has
 * @param state as the gateway has it: UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED, NORMAL
 * @param occurrence counts from 1
 * @param since this occurrence began, milliseconds since 1970
 * @param changedAt likewise
 * @param report the newest that told of it
 * @param acknowledgedBy by whom at the manager; empty for nobody
 * @param acknowledgedAt milliseconds since 1970
 */
public record StoredAlarm(
    String id,
    String machine,
    String device,
    String asset,
    String point,
    String name,
    String criterion,
    String level,
    String state,
    long occurrence,
    long since,
    long changedAt,
    String report,
    String acknowledgedBy,
    long acknowledgedAt) {
  private static final String SELECT =
      "select a.*, m.device_id, m.asset, m.point from alarm a join machine m on m.id ="
          + " a.machine_id where ";

  private static StoredAlarm of(ResultSet row) throws SQLException {
    return new StoredAlarm(
        row.getString("id"),
        row.getString("machine_id"),
        row.getString("device_id"),
        row.getString("asset"),
        row.getString("point"),
        row.getString("name"),
        row.getString("criterion"),
        row.getString("level"),
        row.getString("state"),
        row.getLong("occurrence"),
        row.getLong("since"),
        row.getLong("changed_at"),
        row.getString("report_id"),
        row.getString("acknowledged_by"),
        row.getLong("acknowledged_at"));
  }

  static Optional<StoredAlarm> find(Handle handle, String machine, String name) {
    return handle
        .createQuery(SELECT + "a.machine_id = ? and a.name = ?")
        .bind(0, machine)
        .bind(1, name)
        .map((row, context) -> of(row))
        .findOne();
  }

  /** One of a tenant's, or the problem that there is none. */
  public static StoredAlarm get(Handle handle, String tenant, String id) {
    return handle
        .createQuery(SELECT + "a.tenant_id = ? and a.id = ?")
        .bind(0, tenant)
        .bind(1, id)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("alarm", id));
  }

  /**
   * A tenant's, in the order of their identifiers.
   *
   * @param withEnded whether those are among them that are over
   */
  public static List<StoredAlarm> list(
      Handle handle, String tenant, boolean withEnded, String after, int limit) {
    return handle
        .createQuery(
            SELECT
                + "a.tenant_id = ? and a.id > ?"
                + (withEnded ? "" : " and a.state <> 'NORMAL'")
                + " order by a.id limit "
                + limit)
        .bind(0, tenant)
        .bind(1, after)
        .map((row, context) -> of(row))
        .list();
  }

  void insert(Handle handle, String tenant) {
    handle.execute(
        "insert into alarm (id, tenant_id, machine_id, name, criterion, level, state, occurrence,"
            + " since, changed_at, report_id, acknowledged_by, acknowledged_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant,
        machine,
        name,
        criterion,
        level,
        state,
        occurrence,
        since,
        changedAt,
        report,
        acknowledgedBy,
        acknowledgedAt);
  }

  void update(Handle handle) {
    handle.execute(
        "update alarm set criterion = ?, level = ?, state = ?, occurrence = ?, since = ?,"
            + " changed_at = ?, report_id = ?, acknowledged_by = ?, acknowledged_at = ?"
            + " where id = ?",
        criterion,
        level,
        state,
        occurrence,
        since,
        changedAt,
        report,
        acknowledgedBy,
        acknowledgedAt,
        id);
  }

  /** Somebody has seen it. */
  public static void acknowledge(Handle handle, String id, String actor, long nowMillis) {
    handle.execute(
        "update alarm set acknowledged_by = ?, acknowledged_at = ? where id = ?",
        actor,
        nowMillis,
        id);
  }

  /** Whether nothing is wrong any more. */
  public boolean isOver() {
    return state.equals("NORMAL");
  }

  boolean saysTheSame(StoredAlarm other) {
    return criterion.equals(other.criterion)
        && level.equals(other.level)
        && state.equals(other.state)
        && occurrence == other.occurrence;
  }

  /** As the API shows it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("machine", machine)
        .put("device", device)
        .put("asset", asset)
        .put("point", point)
        .put("name", name)
        .put("criterion", criterion)
        .put("level", level)
        .put("state", state)
        .put("occurrence", occurrence)
        .put("since", since)
        .put("changedAt", changedAt)
        .put("report", report)
        .put("acknowledgedBy", acknowledgedBy)
        .put("acknowledgedAt", acknowledgedAt)
        .build();
  }
}
