package io.omniedge.manager.report;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

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
 * @param level it has; UNKNOWN while nobody can tell
 * @param worst level of this occurrence so far
 * @param state as the gateway has it: UNACKNOWLEDGED, ACKNOWLEDGED, RETURNED, NORMAL; or {@link
 *     #GATEWAY_DELETED}
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
    String worst,
    String state,
    long occurrence,
    long since,
    long changedAt,
    String report,
    String acknowledgedBy,
    long acknowledgedAt) {
  /** How an alarm ends of which its gateway says nothing any more. */
  public static final String GATEWAY_DELETED = "GATEWAY_DELETED";

  /** Nothing is wrong, or not any more. */
  static final String NORMAL = "NORMAL";

  /** Of an alarm {@code a}. */
  static final String IS_OPEN = "a.state not in ('" + NORMAL + "', '" + GATEWAY_DELETED + "')";

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
        row.getString("worst"),
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
   * What a list is restricted to.
   *
   * @param withEnded whether those are in it that are over
   * @param machine only those of this one
   * @param device only those that this one reports
   */
  public record Filter(boolean withEnded, Optional<String> machine, Optional<String> device) {}

  /** A tenant's, in the order of their identifiers. */
  public static List<StoredAlarm> list(
      Handle handle, String tenant, Filter filter, String after, int limit) {
    StringBuilder sql = new StringBuilder(SELECT).append("a.tenant_id = :t and a.id > :a");
    if (!filter.withEnded()) {
      sql.append(" and ").append(IS_OPEN);
    }
    filter.machine().ifPresent(machine -> sql.append(" and a.machine_id = :m"));
    filter.device().ifPresent(device -> sql.append(" and m.device_id = :d"));
    Query query =
        handle
            .createQuery(sql.append(" order by a.id limit ").append(limit).toString())
            .bind("t", tenant)
            .bind("a", after);
    filter.machine().ifPresent(machine -> query.bind("m", machine));
    filter.device().ifPresent(device -> query.bind("d", device));
    return query.map((row, context) -> of(row)).list();
  }

  /** Those of a device that are not over. */
  static List<StoredAlarm> openOf(Handle handle, String device) {
    return handle
        .createQuery(SELECT + "m.device_id = ? and " + IS_OPEN + " order by a.id")
        .bind(0, device)
        .map((row, context) -> of(row))
        .list();
  }

  /**
   * How many there are of a device.
   *
   * @param open those that are not over
   * @param all with those that are
   */
  record Count(long open, long all) {}

  static Count count(Handle handle, String device) {
    return handle
        .createQuery(
            "select coalesce(sum(case when "
                + IS_OPEN
                + " then 1 else 0 end), 0), count(*) from alarm a join machine m on m.id ="
                + " a.machine_id where m.device_id = ?")
        .bind(0, device)
        .map((row, context) -> new Count(row.getLong(1), row.getLong(2)))
        .one();
  }

  /** Forgets the one of a device that has been over for longest. */
  static void forgetOldestEnded(Handle handle, String device) {
    handle.execute(
        "delete from alarm where id in (select a.id from alarm a join machine m on m.id ="
            + " a.machine_id where m.device_id = ? and not ("
            + IS_OPEN
            + ") order by a.changed_at, a.id limit 1)",
        device);
  }

  void insert(Handle handle, String tenant) {
    handle.execute(
        "insert into alarm (id, tenant_id, machine_id, name, criterion, level, worst, state,"
            + " occurrence, since, changed_at, report_id, acknowledged_by, acknowledged_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        id,
        tenant,
        machine,
        name,
        criterion,
        level,
        worst,
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
        "update alarm set criterion = ?, level = ?, worst = ?, state = ?, occurrence = ?,"
            + " since = ?, changed_at = ?, report_id = ?, acknowledged_by = ?, acknowledged_at = ?"
            + " where id = ?",
        criterion,
        level,
        worst,
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
    return state.equals(NORMAL) || state.equals(GATEWAY_DELETED);
  }

  /** The same at its end, of which no report tells. */
  StoredAlarm gatewayDeleted(long nowMillis) {
    return new StoredAlarm(
        id,
        machine,
        device,
        asset,
        point,
        name,
        criterion,
        level,
        worst,
        GATEWAY_DELETED,
        occurrence,
        since,
        nowMillis,
        report,
        acknowledgedBy,
        acknowledgedAt);
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
        .put("worst", worst)
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
