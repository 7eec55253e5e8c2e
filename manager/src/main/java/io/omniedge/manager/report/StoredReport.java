package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Ids;
import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.message.ReportMessage;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/**
 * A report as the database has it, without its body.
 *
 * @param id those of a later time are greater
 * @param device that sent it
 * @param stream of the device
 * @param sequence in the stream
 * @param kind as {@code pdm-report}
 * @param at milliseconds since 1970
 * @param receivedAt likewise
 * @param historical whether it was of the past when it came
 * @param contentType of the body
 * @param size of the body in bytes
 * @param signature of the body
 * @param signer by which it was verified
 * @param type from the document
 * @param asset from the document
 * @param point from the document
 * @param level from the document
 * @param zone from the document
 */
public record StoredReport(
    String id,
    String device,
    String stream,
    long sequence,
    String kind,
    long at,
    long receivedAt,
    boolean historical,
    String contentType,
    long size,
    String signature,
    String signer,
    String type,
    String asset,
    String point,
    String level,
    String zone) {
  private static final int RADIX = 36;

  /** Of a time in the identifier: enough for every one that a message can have. */
  private static final int TIME_DIGITS = 11;

  private static final int RANDOM_DIGITS = 10;

  private static StoredReport of(ResultSet row) throws SQLException {
    return new StoredReport(
        row.getString("id"),
        row.getString("device_id"),
        row.getString("stream"),
        row.getLong("sequence"),
        row.getString("kind"),
        row.getLong("at"),
        row.getLong("received_at"),
        row.getInt("historical") != 0,
        row.getString("content_type"),
        row.getLong("size"),
        row.getString("signature"),
        row.getString("signer"),
        row.getString("type"),
        row.getString("asset"),
        row.getString("point"),
        row.getString("level"),
        row.getString("zone"));
  }

  /** The least identifier of a report of that time. */
  static String idFrom(long atMillis) {
    String digits = Long.toString(Math.max(0, atMillis), RADIX);
    return "r-" + "0".repeat(Math.max(0, TIME_DIGITS - digits.length())) + digits;
  }

  /**
   * Adds one, unless it is there.
   *
   * @return its identifier; nothing if it is there
   */
  static Optional<String> insert(
      Handle handle,
      String tenant,
      String device,
      String signer,
      ReportMessage report,
      ReportIndex index,
      long nowMillis) {
    long at = Math.min(report.atMillis(), nowMillis); // of what is to come nobody reports
    String id = idFrom(at) + Ids.of('r').substring(2, 2 + RANDOM_DIGITS);
    int added =
        handle.execute(
            "insert into report (id, tenant_id, device_id, stream, sequence, kind, at, received_at,"
                + " historical, content_type, size, signature, signer, type, asset, point, level,"
                + " zone) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " on conflict (device_id, stream, sequence) do nothing",
            id,
            tenant,
            device,
            report.stream(),
            report.sequence(),
            report.kind(),
            at,
            nowMillis,
            report.isHistorical() ? 1 : 0,
            report.contentType(),
            report.body().length,
            report.signature().orElse(""),
            signer,
            index.type(),
            index.asset(),
            index.point(),
            index.level(),
            index.zone());
    if (added == 0) {
      return Optional.empty();
    }
    handle.execute("insert into report_body (report_id, bytes) values (?, ?)", id, report.body());
    return Optional.of(id);
  }

  /**
   * What a list is restricted to.
   *
   * @param equal values by the names of their columns
   * @param from milliseconds since 1970
   * @param to likewise; those of this time are not in the list
   */
  public record Filter(Map<String, String> equal, long from, long to) {
    /** Columns that a list may be restricted by. */
    public static final List<String> COLUMNS =
        List.of("device", "asset", "point", "kind", "level", "zone", "type");

    /** Copies. */
    public Filter {
      equal = Map.copyOf(equal);
      if (!COLUMNS.containsAll(equal.keySet())) {
        throw new IllegalArgumentException("there are columns " + COLUMNS + ", not " + equal);
      }
    }
  }

  /** A tenant's, from newer to older. */
  public static List<StoredReport> newest(
      Handle handle, String tenant, Filter filter, String before, int limit) {
    String to = idFrom(filter.to());
    String end = before.isEmpty() || to.compareTo(before) < 0 ? to : before;
    StringBuilder sql =
        new StringBuilder("select * from report where tenant_id = :t and id >= :f and id < :e");
    Map<String, String> equal = new TreeMap<>(filter.equal());
    for (String column : equal.keySet()) {
      sql.append(" and ")
          .append(column.equals("device") ? "device_id" : column)
          .append(" = :")
          .append(column);
    }
    Query query =
        handle
            .createQuery(sql.append(" order by id desc limit ").append(limit).toString())
            .bind("t", tenant)
            .bind("f", idFrom(filter.from()))
            .bind("e", end);
    equal.forEach(query::bind);
    return query.map((row, context) -> of(row)).list();
  }

  /** One of a tenant's, or the problem that there is none. */
  public static StoredReport get(Handle handle, String tenant, String id) {
    return handle
        .createQuery("select * from report where tenant_id = ? and id = ?")
        .bind(0, tenant)
        .bind(1, id)
        .map((row, context) -> of(row))
        .findOne()
        .orElseThrow(() -> Problem.notFound("report", id));
  }

  /** Its body, as it was sent. */
  public byte[] body(Handle handle) {
    return handle
        .createQuery("select bytes from report_body where report_id = ?")
        .bind(0, id)
        .map((row, context) -> row.getBytes(1))
        .one();
  }

  /** As the API shows it. */
  public JsonObject.Builder toJson() {
    return JsonObject.builder()
        .put("id", id)
        .put("device", device)
        .put("stream", stream)
        .put("sequence", sequence)
        .put("kind", kind)
        .put("at", at)
        .put("receivedAt", receivedAt)
        .put("historical", historical)
        .put("contentType", contentType)
        .put("size", size)
        .put("type", type)
        .put("asset", asset)
        .put("point", point)
        .put("level", level)
        .put("zone", zone);
  }
}
