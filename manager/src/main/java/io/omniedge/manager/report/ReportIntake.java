package io.omniedge.manager.report;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.Transaction;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.ReportKept;
import io.omniedge.protocol.message.ReportMessage;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;

/**
 * Takes reports in, each once, and tells the device after the commit that it need not send it
 * again. They are written beside the fleet's lanes, so a disk that is slow for reports does not
 * hold up maps. For whatever there is no room, and for those of gateways that are no members,
 * nothing is said: the gateway keeps them, and sends them again after a minute. Thread-safe.
 */
public final class ReportIntake implements AutoCloseable {
  private static final Logger LOG = System.getLogger(ReportIntake.class.getName());

  /** Taken in at one time: 32 MB if all are as large as they may be. */
  static final int ROOM = 128;

  /** As many as a gateway has under way [ADR 15]. */
  static final int ROOM_OF_DEVICE = 16;

  /** Written at one time: they fit one commit, and leave room in it. */
  private static final int WRITING = 32;

  private static final Duration STOP = Duration.ofSeconds(5);

  private final Database database;
  private final Alarms alarms;
  private final ReportRetention retention;
  private final InstantSource clock;
  private final Answers answers;
  private final Room room = new Room(ROOM, ROOM_OF_DEVICE);
  private final Semaphore writing = new Semaphore(WRITING);
  private final LongAdder kept = new LongAdder();
  private final LongAdder repeated = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder putOff = new LongAdder();

  /** Tells a device that a report need not come again; may wait. */
  @FunctionalInterface
  public interface Answers {
    /** Tells it. */
    void kept(Device device, ReportKept report);
  }

  /** With where they are kept, and how devices are told. */
  public ReportIntake(
      Database database,
      Alarms alarms,
      ReportRetention retention,
      InstantSource clock,
      Answers answers) {
    this.database = database;
    this.alarms = alarms;
    this.retention = retention;
    this.clock = clock;
    this.answers = answers;
  }

  /**
   * Takes a message of the topic report; never waits.
   *
   * @throws ProtocolException if it does not even say which one it is
   */
  public void take(Device device, byte[] message) throws ProtocolException {
    if (!room.enter(device.id())) {
      putOff.increment();
      return;
    }
    boolean isUnderWay = false;
    try {
      beside(device, work(device, message));
      isUnderWay = true;
    } finally {
      if (!isUnderWay) {
        room.leave(device.id());
      }
    }
  }

  private Work work(Device device, byte[] message) throws ProtocolException {
    try {
      ReportMessage report = ReportMessage.fromBytes(message);
      report.verify(device.identity());
      ReportIndex index = ReportIndex.of(report);
      return new Work(
          report.kept(), (transaction, member) -> keep(transaction, member, report, index));
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
      return new Work(which, (transaction, member) -> refuse(transaction, member, reason));
    }
  }

  /** Which one it is, though something else about it be wrong. */
  private static ReportKept named(byte[] message) throws ProtocolException {
    Fields fields = Fields.of(JsonReader.readObject(message, ReportMessage.MAX_BYTES));
    return new ReportKept(
        fields.text("stream", ReportMessage.STREAM),
        fields.integer("sequence", 1, JsonNumber.MAX_SAFE_INTEGER));
  }

  private void refuse(Transaction transaction, Device device, String reason) {
    RefusedReports.note(transaction.handle(), device.id(), reason, clock.millis());
    transaction.afterCommit(refused::increment);
  }

  private void keep(
      Transaction transaction, Device device, ReportMessage report, ReportIndex index) {
    Handle handle = transaction.handle();
    long now = clock.millis();
    Optional<String> id =
        StoredReport.insert(
            handle, device.tenant(), device.id(), device.identity().toString(), report, index, now);
    transaction.afterCommit((id.isPresent() ? kept : repeated)::increment);
    if (id.isEmpty()) {
      return;
    }
    transaction.afterCommit(() -> retention.grown(report.body().length));
    String current = DeviceStream.note(handle, device.id(), report, now);
    if (index.hasMachine()) {
      Machine.Place place =
          new Machine.Place(
              id.get(),
              Math.min(report.atMillis(), now),
              report.stream(),
              report.sequence(),
              current);
      Machine.note(handle, device.tenant(), device.id(), index, place)
          .ifPresent(
              machine ->
                  alarms.note(
                      transaction,
                      new Alarms.Origin(device.tenant(), device.name()),
                      machine,
                      index.alarms()));
    }
  }

  /**
   * What a report makes of the database.
   *
   * @param which the device is told of then
   * @param step with the device as it is then
   */
  private record Work(ReportKept which, BiConsumer<Transaction, Device> step) {}

  /**
   * Does it if the device is a member still.
   *
   * @return whether it was done; a device that becomes a member later has the report then still
   */
  private boolean done(Transaction transaction, String id, Work work) {
    Optional<Device> device = DeviceTable.find(transaction.handle(), id);
    if (device.isEmpty() || device.get().membership() == Membership.REVOKED) {
      return false;
    }
    if (device.get().membership() != Membership.ACTIVE) {
      ProtocolException reason =
          new ProtocolException(
              "membership", device.get().membership().text(), "reports are taken of members only");
      refuse(transaction, device.get(), String.valueOf(reason.getMessage()));
      return false;
    }
    work.step().accept(transaction, device.get());
    return true;
  }

  private void beside(Device device, Work work) {
    Thread _ =
        Thread.startVirtualThread(
            () -> {
              try {
                if (written(device, work)) {
                  answers.kept(device, work.which());
                }
              } catch (RuntimeException e) {
                // Not told that it is kept: the device sends it again after a minute.
                LOG.log(Logger.Level.ERROR, "a report of " + device.id() + " is not kept", e);
              }
            });
  }

  /** Whether the device is to be told; whatever that takes, the room is free again. */
  private boolean written(Device device, Work work) {
    writing.acquireUninterruptibly();
    try {
      return database.write(transaction -> done(transaction, device.id(), work));
    } finally {
      writing.release();
      room.leave(device.id());
    }
  }

  /** Reports kept. */
  public long keptCount() {
    return kept.sum();
  }

  /** Reports that had come before. */
  public long repeatedCount() {
    return repeated.sum();
  }

  /** Reports kept out: not signed, or not by the device, or of one that is no member. */
  public long refusedCount() {
    return refused.sum();
  }

  /** Reports that were not looked at, for there was no room; they come again. */
  public long putOffCount() {
    return putOff.sum();
  }

  /** Waits for those that are being written. */
  @Override
  public void close() {
    try {
      if (!room.awaitEmpty(STOP)) {
        LOG.log(Logger.Level.WARNING, "reports are being written still");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
