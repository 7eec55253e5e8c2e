package io.omniedge.manager.report;

import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * Deletes reports that are too old, and of a tenant that has too many the oldest: a few at a time,
 * so that nobody waits for it. Thread-safe.
 */
public final class ReportRetention {
  private static final Logger LOG = System.getLogger(ReportRetention.class.getName());
  private static final Duration PERIOD = Duration.ofHours(1);

  /** In one transaction: some 50 ms. */
  private static final int PIECE = 200;

  private final Database database;
  private final Timers timers;
  private final InstantSource clock;
  private final Limits limits;

  /**
   * How much is kept, of every tenant.
   *
   * @param days older ones go
   * @param bytes of bodies; the oldest go
   */
  public record Limits(int days, long bytes) {
    /** Unless the operator says something else. */
    public static final Limits DEFAULT = new Limits(400, 2_000_000_000L);
  }

  /** With what is to be kept. */
  public ReportRetention(Database database, Timers timers, InstantSource clock, Limits limits) {
    this.database = database;
    this.timers = timers;
    this.clock = clock;
    this.limits = limits;
  }

  /** From now on, once an hour. */
  public void start() {
    timers.set(
        "report-retention",
        clock.instant().plus(PERIOD),
        () -> {
          Thread _ = Thread.startVirtualThread(this::sweepLoudly);
          start();
        });
  }

  private void sweepLoudly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      LOG.log(Logger.Level.ERROR, "old reports are not deleted", e);
    }
  }

  /** Deletes what is too much. */
  void sweep() {
    String oldest =
        StoredReport.idFrom(clock.instant().minus(Duration.ofDays(limits.days())).toEpochMilli());
    for (String tenant : tenants()) {
      boolean isMore = true;
      while (isMore) {
        isMore = delete(before(tenant, oldest));
      }
      long surplus = bytes(tenant) - limits.bytes();
      while (surplus > 0) {
        List<Sized> first = first(tenant);
        int count = 0;
        while (count < first.size() && surplus > 0) {
          surplus -= first.get(count++).bytes();
        }
        if (!delete(first.subList(0, count).stream().map(Sized::id).toList())) {
          break;
        }
      }
    }
    database.change(transaction -> Machine.forgetWithoutReports(transaction.handle()));
  }

  private List<String> tenants() {
    return database.read(
        handle -> handle.createQuery("select id from tenant").mapTo(String.class).list());
  }

  private List<String> before(String tenant, String id) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select id from report where tenant_id = ? and id < ? order by id limit "
                        + PIECE)
                .bind(0, tenant)
                .bind(1, id)
                .mapTo(String.class)
                .list());
  }

  private long bytes(String tenant) {
    return database.read(
        handle ->
            handle
                .createQuery("select coalesce(sum(size), 0) from report where tenant_id = ?")
                .bind(0, tenant)
                .mapTo(Long.class)
                .one());
  }

  private record Sized(String id, long bytes) {}

  private List<Sized> first(String tenant) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select id, size from report where tenant_id = ? order by id limit " + PIECE)
                .bind(0, tenant)
                .map((row, context) -> new Sized(row.getString(1), row.getLong(2)))
                .list());
  }

  private boolean delete(List<String> ids) {
    if (ids.isEmpty()) {
      return false;
    }
    database.change(
        transaction -> {
          Handle handle = transaction.handle();
          for (String id : ids) {
            handle.execute("delete from report_body where report_id = ?", id);
            handle.execute("delete from report where id = ?", id);
          }
        });
    return true;
  }
}
