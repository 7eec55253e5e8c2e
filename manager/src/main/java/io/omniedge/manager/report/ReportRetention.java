package io.omniedge.manager.report;

import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jdbi.v3.core.Handle;

/**
 * Deletes reports that came too long ago, by the manager's own clock. Of a tenant that has too
 * many, the gateways that hold the most give their oldest, until all of them have at most the same:
 * so none can push out what the others sent. The newest report of a machine stays meanwhile. A few
 * are deleted at a time, so that nobody waits for it. Thread-safe.
 */
public final class ReportRetention implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ReportRetention.class.getName());
  private static final String TIMER = "report-retention";
  private static final Duration PERIOD = Duration.ofHours(1);

  /** It is looked at sooner than in an hour when a sixteenth of what is kept has come. */
  private static final long GROWTH = 16;

  /** In one transaction: some 50 ms. */
  private static final int PIECE = 200;

  /**
   * What a report takes beside its body: a row of 600 bytes with its signature, and its lines in
   * six indexes.
   */
  static final long ROW_BYTES = 1_024;

  private final Database database;
  private final Timers timers;
  private final InstantSource clock;
  private final Limits limits;
  private final AtomicLong grown = new AtomicLong();
  private final AtomicBoolean isSweeping = new AtomicBoolean();
  private volatile boolean isClosed;

  /**
   * How much is kept, of every tenant.
   *
   * @param days older ones go
   * @param bytes of bodies and rows; the oldest of those who hold the most go
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

  /** Now, and from now on once an hour. */
  public void start() {
    sweepBeside();
    timers.set(TIMER, clock.instant().plus(PERIOD), this::start);
  }

  /** A report was kept; returns at once. */
  void grown(long bodyBytes) {
    if (grown.addAndGet(bodyBytes + ROW_BYTES) > limits.bytes() / GROWTH) {
      sweepBeside();
    }
  }

  private void sweepBeside() {
    if (!isClosed && isSweeping.compareAndSet(false, true)) {
      Thread _ = Thread.startVirtualThread(this::sweepLoudly);
    }
  }

  private void sweepLoudly() {
    try {
      sweep();
    } catch (RuntimeException e) {
      if (!isClosed) { // else the database is closed too: the next start goes on with it
        LOG.log(Logger.Level.ERROR, "old reports are not deleted", e);
      }
    } finally {
      isSweeping.set(false);
    }
  }

  /** Deletes what is too much. */
  void sweep() {
    grown.set(0);
    long oldest = clock.instant().minus(Duration.ofDays(limits.days())).toEpochMilli();
    for (String tenant : tenants()) {
      for (Holding holding : holdings(tenant)) {
        if (holding.oldest() < oldest) {
          deleteBefore(tenant, holding.device(), oldest);
        }
      }
      List<Holding> left = holdings(tenant);
      long most = share(left.stream().map(Holding::bytes).toList(), limits.bytes());
      for (Holding holding : left) {
        deleteBytes(tenant, holding.device(), holding.bytes() - most);
      }
    }
    if (!isClosed) {
      database.change(transaction -> Machine.forgetWithoutReports(transaction.handle()));
    }
  }

  private List<String> tenants() {
    return database.read(
        handle -> handle.createQuery("select id from tenant").mapTo(String.class).list());
  }

  /**
   * What there is of a device, which may be deleted.
   *
   * @param bytes of bodies and rows
   * @param oldest when that came, milliseconds since 1970
   */
  private record Holding(String device, long bytes, long oldest) {}

  private List<Holding> holdings(String tenant) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select device_id, sum(size + "
                        + ROW_BYTES
                        + "), min(received_at) from report where tenant_id = ? group by device_id")
                .bind(0, tenant)
                .map(
                    (row, context) -> new Holding(row.getString(1), row.getLong(2), row.getLong(3)))
                .list());
  }

  /** The most that each may have, so that together they have no more than that. */
  static long share(List<Long> held, long together) {
    List<Long> bySize = new ArrayList<>(held);
    Collections.sort(bySize);
    long left = together;
    for (int i = 0; i < bySize.size(); i++) {
      long equal = left / (bySize.size() - i);
      if (bySize.get(i) > equal) {
        return equal;
      }
      left -= bySize.get(i);
    }
    return Long.MAX_VALUE;
  }

  private void deleteBefore(String tenant, String device, long receivedAt) {
    while (!isClosed) {
      List<String> ids =
          database.read(
              handle ->
                  handle
                      .createQuery(
                          "select id from report where tenant_id = ? and device_id = ? and"
                              + " received_at < ? order by received_at limit "
                              + PIECE)
                      .bind(0, tenant)
                      .bind(1, device)
                      .bind(2, receivedAt)
                      .mapTo(String.class)
                      .list());
      if (ids.isEmpty()) {
        return;
      }
      delete(ids);
    }
  }

  private void deleteBytes(String tenant, String device, long surplus) {
    long left = surplus;
    while (left > 0 && !isClosed) {
      List<Sized> first = first(tenant, device);
      int count = 0;
      while (count < first.size() && left > 0) {
        left -= first.get(count++).bytes();
      }
      if (count == 0) {
        return; // it is the newest of its machines that are too many
      }
      delete(first.subList(0, count).stream().map(Sized::id).toList());
    }
  }

  private record Sized(String id, long bytes) {}

  private List<Sized> first(String tenant, String device) {
    return database.read(
        handle ->
            handle
                .createQuery(
                    "select r.id, r.size from report r where r.tenant_id = ? and r.device_id = ?"
                        + " and not exists (select 1 from machine m where m.device_id ="
                        + " r.device_id and m.report_id = r.id) order by r.received_at, r.id limit "
                        + PIECE)
                .bind(0, tenant)
                .bind(1, device)
                .map((row, context) -> new Sized(row.getString(1), row.getLong(2) + ROW_BYTES))
                .list());
  }

  private void delete(List<String> ids) {
    database.change(
        transaction -> {
          Handle handle = transaction.handle();
          for (String id : ids) {
            handle.execute("delete from report_body where report_id = ?", id);
            handle.execute("delete from report where id = ?", id);
          }
        });
  }

  /** Begins no more; the next start goes on. */
  @Override
  public void close() {
    isClosed = true;
    timers.cancel(TIMER);
  }
}
