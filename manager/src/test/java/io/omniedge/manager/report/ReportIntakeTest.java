package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.map.Membership;
import io.omniedge.protocol.message.ReportKept;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports that come at once, in any order, and of gateways that may not send any. */
class ReportIntakeTest {
  private static final String KINDS = "io.omniedge.manager.store.TestDatabases#kinds";
  private static final String OLD = "aaaaaaaaaaaaaaaa";
  private static final String NEW = "bbbbbbbbbbbbbbbb";

  private final BlockingQueue<ReportKept> answered = new LinkedBlockingQueue<>();
  private volatile Instant now = Instant.ofEpochMilli(1_790_000_000_000L);
  private final Timers timers = Timers.manual(() -> now);
  private final CountDownLatch slowLine = new CountDownLatch(1);
  private volatile boolean isLineSlow;

  // Opened by each test, as its database is its parameter.
  @SuppressWarnings("NullAway.Init")
  private Database database;

  @SuppressWarnings("NullAway.Init")
  private Device device;

  @SuppressWarnings("NullAway.Init")
  private ReportIntake intake;

  private void open(TestDatabases.Kind kind) {
    database = Gateways.open(kind);
    device = Gateways.add(database, "d-1", Membership.ACTIVE);
    ReportRetention retention =
        new ReportRetention(database, timers, () -> now, ReportRetention.Limits.DEFAULT);
    intake =
        new ReportIntake(
            database,
            new Alarms(),
            retention,
            () -> now,
            (_, kept) -> {
              answered.add(kept);
              if (isLineSlow) {
                awaitUnchecked(slowLine);
              }
            });
  }

  @AfterEach
  void close() {
    slowLine.countDown();
    intake.close();
    timers.close();
    database.close();
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      assertTrue(latch.await(60, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(String stream, long sequence, long atMillis, boolean isHistorical, String level)
      throws ProtocolException {
    intake.take(
        device,
        Gateways.report(
                stream,
                sequence,
                atMillis,
                isHistorical,
                Gateways.document(level, level.equals("OK") ? "NORMAL" : "UNACKNOWLEDGED", 1))
            .toBytes());
  }

  private ReportKept answer() throws InterruptedException {
    ReportKept kept = answered.poll(60, TimeUnit.SECONDS);
    assertNotNull(kept, "nobody is answered");
    return kept;
  }

  private void kept(String stream, long sequence, long atMillis, boolean isHistorical, String level)
      throws Exception {
    take(stream, sequence, atMillis, isHistorical, level);
    assertEquals(new ReportKept(stream, sequence), answer());
  }

  private String level() {
    List<Machine.WithAlarms> machines =
        database.read(handle -> Machine.list(handle, "t-1", "", 100));
    assertEquals(1, machines.size());
    return machines.getFirst().machine().level();
  }

  private int reports() {
    return database
        .read(
            handle ->
                StoredReport.newest(
                    handle,
                    "t-1",
                    new StoredReport.Filter(Map.of(), 0, JsonNumber.MAX_SAFE_INTEGER),
                    "",
                    1_000))
        .size();
  }

  /** One that the next ones wait behind; ends with the latch. */
  private Thread busyDatabase(CountDownLatch latch) throws InterruptedException {
    CountDownLatch began = new CountDownLatch(1);
    Thread busy =
        Thread.startVirtualThread(
            () ->
                database.change(
                    transaction -> {
                      began.countDown();
                      awaitUnchecked(latch);
                    }));
    awaitUnchecked(began);
    return busy;
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void whoBringsMoreThanThereIsRoomForIsNotAnsweredAndHoldsNobodyUp(TestDatabases.Kind kind)
      throws Exception {
    open(kind);
    Device other = Gateways.add(database, "d-2", Membership.ACTIVE);
    CountDownLatch latch = new CountDownLatch(1);
    Thread busy = busyDatabase(latch);
    for (int i = 1; i <= ReportIntake.ROOM_OF_DEVICE + 3; i++) {
      take(NEW, i, 1, false, "ALERT"); // a lane of the broker would stand here
    }
    assertEquals(3, intake.putOffCount());
    intake.take(other, Gateways.report(NEW, 1, 1, false, "{}").toBytes());
    assertEquals(3, intake.putOffCount(), "there is room for others");
    latch.countDown();
    busy.join();
    for (int i = 1; i <= ReportIntake.ROOM_OF_DEVICE + 1; i++) {
      ReportKept _ = answer();
    }
    assertEquals(ReportIntake.ROOM_OF_DEVICE, intake.keptCount());
    assertEquals(1, intake.refusedCount(), "that of another identity");
    kept(NEW, ReportIntake.ROOM_OF_DEVICE + 1, 1, false, "ALERT");
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aSlowLineTakesNoRoom(TestDatabases.Kind kind) throws Exception {
    open(kind);
    isLineSlow = true;
    for (int i = 1; i <= 3 * ReportIntake.ROOM_OF_DEVICE; i++) {
      kept(NEW, i, 1, false, "ALERT");
    }
    assertEquals(0, intake.putOffCount());
  }

  @ParameterizedTest
  @EnumSource(
      value = Membership.class,
      names = {"PENDING", "QUARANTINED"})
  void reportsAreTakenOfMembersOnlyAndComeAgain(Membership membership) throws Exception {
    for (TestDatabases.Kind kind : TestDatabases.Kind.values()) {
      open(kind);
      database.change(
          transaction ->
              DeviceTable.setMembership(transaction.handle(), "d-1", membership, "by hand"));
      take(NEW, 1, 1, false, "ALERT");
      intake.close(); // waits for what is under way
      assertEquals(0, reports());
      assertEquals(1, intake.refusedCount());
      RefusedReports refused =
          database.read(handle -> RefusedReports.of(handle, "d-1")).orElseThrow();
      assertEquals(
          "membership \"" + membership.text() + "\": reports are taken of members only",
          refused.reason());
      assertTrue(answered.isEmpty(), "else the gateway would forget it");
      database.change(
          transaction ->
              DeviceTable.setMembership(transaction.handle(), "d-1", Membership.ACTIVE, ""));
      kept(NEW, 1, 1, false, "ALERT");
      assertEquals(1, reports());
      database.close();
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aReportThatIsUnderWayWhenItsGatewayIsDeletedRaisesNothing(TestDatabases.Kind kind)
      throws Exception {
    open(kind);
    database.change(transaction -> DeviceTable.delete(transaction.handle(), device));
    take(NEW, 1, 1, false, "ALERT");
    intake.close();
    assertEquals(0, reports());
    assertTrue(answered.isEmpty());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aClockOfAGatewayDoesNotSayWhatIsNewest(TestDatabases.Kind kind) throws Exception {
    open(kind);
    kept(NEW, 1, 4_100_000_000_000L, false, "ALERT"); // the year 2099
    kept(NEW, 2, now.toEpochMilli() - 1_000, false, "DANGER");
    assertEquals("DANGER", level());
    kept(NEW, 4, 7, false, "OK"); // 1970
    assertEquals("OK", level());
    kept(NEW, 3, now.toEpochMilli(), false, "ALERT"); // overtaken on its way
    assertEquals("OK", level());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void whatCameBeforeARestartIsOlderThanWhatCameAfter(TestDatabases.Kind kind) throws Exception {
    open(kind);
    long at = now.toEpochMilli();
    kept(OLD, 900, at, false, "ALERT");
    kept(NEW, 1, at - 500_000, false, "DANGER"); // its clock is not set yet
    assertEquals("DANGER", level());
    kept(OLD, 901, at, false, "OK"); // sent late, within its minute
    kept(OLD, 902, at, true, "OK"); // of the past, and says so
    assertEquals("DANGER", level());
    kept(NEW, 2, at - 400_000, false, "ALERT");
    assertEquals("ALERT", level());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aStreamThatWasTakenForAnOldOneIsFollowedWhenItGoesOn(TestDatabases.Kind kind)
      throws Exception {
    open(kind);
    long at = now.toEpochMilli();
    kept(NEW, 1, at, false, "DANGER");
    kept(OLD, 5, at, false, "OK"); // the first that is heard of it, after that of the next start
    now = now.plus(Duration.ofMinutes(4));
    kept(NEW, 2, at, false, "ALERT");
    assertEquals("ALERT", level());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void ofThePastAloneTheLatestCounts(TestDatabases.Kind kind) throws Exception {
    open(kind);
    long at = now.toEpochMilli() - 10_000_000;
    kept(OLD, 2, at, true, "ALERT");
    kept(NEW, 1, at + 1_000, true, "DANGER");
    kept(OLD, 3, at + 500, true, "OK");
    assertEquals("DANGER", level());
  }
}
