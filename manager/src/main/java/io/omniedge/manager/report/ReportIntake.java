package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Takes reports in, each once, and tells the device after the commit that it need not send it
 * again. They are written beside the fleet's lanes, so a disk that is slow for reports does not
 * hold up maps; whoever brings more than are being written waits. Thread-safe.
 */
public final class ReportIntake implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ReportIntake.class.getName());

  /** At one time: they fit one commit, and leave room in it. */
  private static final int WRITING = 32;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Database database;
  private final Alarms alarms;
  private final InstantSource clock;
  private final Answers answers;
  private final Semaphore room = new Semaphore(WRITING);
  private final LongAdder kept = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder refused = new LongAdder();

  /** Tells a device that a report need not come again; may wait. */
  @FunctionalInterface
  public interface Answers {
    /** Tells it. */
    void kept(Device device, ReportKept report);
  }

  /** With where they are kept, and how devices are told. */
  public ReportIntake(Database database, Alarms alarms, InstantSource clock, Answers answers) {
    this.database = database;
    this.alarms = alarms;
    this.clock = clock;
    this.answers = answers;
  }

  /**
   * Takes a message of the topic report; waits while too many are being written.
   *
   * @throws ProtocolException if it does not even say which one it is
   */
  public void take(Device device, byte[] message) throws ProtocolException {
    ReportMessage report;
    try {
      report = ReportMessage.fromBytes(message);
      report.verify(device.identity());
    } catch (ProtocolException e) {
      ReportKept which = named(message);
      String reason = String.valueOf(e.getMessage());
      LOG.log(
          Logger.Level.WARNING,
          "report {0}/{1} of {2} is kept out: {3}",
          which.stream(),
          which.sequence(),
          device.id(),
          reason);
      refused.increment();
      beside(
          device,
          which,
          transaction ->
              RefusedReports.note(transaction.handle(), device.id(), reason, clock.millis()));
      return;
    }
    ReportIndex index = ReportIndex.of(report);
    beside(device, report.kept(), transaction -> keep(transaction, device, report, index));
  }

  /** Which one it is, though something else about it be wrong. */
  private static ReportKept named(byte[] message) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(message, ReportMessage.MAX_BYTES));
    return new ReportKept(
        fields.text("stream", ReportMessage.STREAM),
        fields.integer("sequence", 1, JsonNumber.MAX_SAFE_INTEGER));
  }

  private void keep(
      Transaction transaction, Device device, ReportMessage report, ReportIndex index) {
    long now = clock.millis();
    Optional<String> id =
        StoredReport.insert(
            transaction.handle(),
            device.tenant(),
            device.id(),
            device.identity().toString(),
            report,
            index,
            now);
    transaction.afterCommit((id.isPresent() ? kept : repeated)::increment);
    if (id.isPresent() && index.hasMachine()) {
      Machine.note(
              transaction.handle(),
              device.tenant(),
              device.id(),
              index,
              id.get(),
              Math.min(report.atMillis(), now))
          .ifPresent(
              machine ->
                  alarms.note(
                      transaction,
                      new Alarms.Origin(device.tenant(), device.name()),
                      machine,
                      index.alarms()));
    }
  }

  /** What a report makes of the database. */
  @FunctionalInterface
  private interface Work {
    void on(Transaction transaction);
  }

  private void beside(Device device, ReportKept which, Work work) {
    try {
      room.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return; // the manager stops; the device sends it again
    }
    Thread _ =
        Thread.startVirtualThread(
            () -> {
              try {
                database.change(work::on);
                answers.kept(device, which);
              } catch (RuntimeException e) {
                // Not told that it is kept: the device sends it again after a minute.
                LOG.log(Logger.Level.ERROR, "a report of " + device.id() + " is not kept", e);
              } finally {
                room.release();
              }
            });
  }

  /** Reports kept. */
  public long keptCount() {
    return kept.sum();
  }

  /** Reports that had come before. */
  public long repeatedCount() {
    return repeated.sum();
  }

  /** Reports kept out: not signed, or not by the device. */
  public long refusedCount() {
    return refused.sum();
  }

  /** Waits for those that are being written. */
  @Override
  public void close() {
    try {
      if (!room.tryAcquire(WRITING, STOP.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.log(Logger.Level.WARNING, "reports are being written still");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
