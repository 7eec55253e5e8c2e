package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.schedule.Timers;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.message.ReportMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReportStoreTest {
  private static final long DAY = Duration.ofDays(1).toMillis();
  private static final String KINDS = "io.omniedge.manager.store.TestDatabases#kinds";
  private static final InstantSource CLOCK = () -> Instant.ofEpochMilli(1_000 * DAY);

  private static ReportMessage report(long sequence, long atMillis, String body) {
    return new ReportMessage(
        "pdm-report",
        "0123456789abcdef",
        sequence,
        atMillis,
        false,
        "application/json",
        body.getBytes(StandardCharsets.UTF_8),
        Optional.of("signature"));
  }

  private static Database database(TestDatabases.Kind kind) {
    Database database = TestDatabases.open(kind);
    database.change(
        transaction ->
            transaction
                .handle()
                .execute("insert into tenant (id, name, created_at) values ('t-1', 'one', 0)"));
    return database;
  }

  private static Optional<String> insert(Database database, ReportMessage report) {
    return database.write(
        transaction ->
            StoredReport.insert(
                transaction.handle(),
                "t-1",
                "d-1",
                "signer",
                report,
                ReportIndex.of(report),
                CLOCK.millis()));
  }

  private static List<StoredReport> list(
      Database database, Map<String, String> equal, long from, long to) {
    return database.read(
        handle ->
            StoredReport.newest(
                handle, "t-1", new StoredReport.Filter(equal, from, to), "", 1_000));
  }

  private static List<Long> sequences(List<StoredReport> reports) {
    return reports.stream().map(StoredReport::sequence).toList();
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void isFoundByWhatItSaysAndWhen(TestDatabases.Kind kind) {
    try (Database database = database(kind)) {
      String pump = "{\"identity\":{\"asset\":\"pump\",\"point\":\"a\"},\"level\":\"OK\"}";
      String fan = "{\"identity\":{\"asset\":\"fan\\u0000\",\"point\":\"a\"},\"level\":\"OK\"}";
      assertTrue(insert(database, report(1, 900 * DAY, pump)).isPresent());
      assertTrue(insert(database, report(2, 950 * DAY, fan)).isPresent());
      assertTrue(insert(database, report(3, JsonNumber.MAX_SAFE_INTEGER, pump)).isPresent());
      assertEquals(Optional.empty(), insert(database, report(3, 1, "other")));
      long end = JsonNumber.MAX_SAFE_INTEGER;
      List<StoredReport> all = list(database, Map.of(), 0, end);
      assertEquals(List.of(3L, 2L, 1L), sequences(all));
      assertEquals(CLOCK.millis(), all.get(0).at());
      assertEquals("", all.get(1).asset());
      assertEquals(List.of(3L, 1L), sequences(list(database, Map.of("asset", "pump"), 0, end)));
      assertEquals(List.of(2L), sequences(list(database, Map.of(), 901 * DAY, 1_000 * DAY)));
      assertEquals(List.of(1L), sequences(list(database, Map.of(), 900 * DAY, 900 * DAY + 1)));
      String body = new String(database.read(all.get(2)::body), StandardCharsets.UTF_8);
      assertEquals(pump, body);
      List<StoredReport> rest =
          database.read(
              handle ->
                  StoredReport.newest(
                      handle,
                      "t-1",
                      new StoredReport.Filter(Map.of("device", "d-1"), 0, end),
                      all.get(1).id(),
                      100));
      assertEquals(List.of(1L), sequences(rest));
    }
    assertThrows(
        IllegalArgumentException.class,
        () -> new StoredReport.Filter(Map.of("1=1 or asset", "x"), 0, 1));
  }

  private static Optional<String> insert(
      Database database, String device, ReportMessage report, long receivedAt) {
    return database.write(
        transaction ->
            StoredReport.insert(
                transaction.handle(),
                "t-1",
                device,
                "signer",
                report,
                ReportIndex.of(report),
                receivedAt));
  }

  private static ReportRetention retention(
      Database database, Timers timers, int days, long reports) {
    return new ReportRetention(
        database,
        timers,
        CLOCK,
        new ReportRetention.Limits(days, reports * (10 + ReportRetention.ROW_BYTES)));
  }

  private static List<StoredReport> all(Database database) {
    return list(database, Map.of(), 0, JsonNumber.MAX_SAFE_INTEGER);
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void theOldestGoWhenTheyCameTooLongAgoOrAreTooMany(TestDatabases.Kind kind) {
    try (Database database = database(kind);
        Timers timers = Timers.manual(CLOCK)) {
      for (int i = 1; i <= 450; i++) {
        long received = (500 + i) * DAY;
        assertTrue(insert(database, "d-1", report(i, i, "0123456789"), received).isPresent());
      }
      retention(database, timers, 300, 500).sweep();
      List<StoredReport> left = all(database);
      assertEquals(251, left.size(), "that their gateway's clock was in 1970 does not count");
      assertEquals(200, left.getLast().sequence());
      retention(database, timers, 300, 9).sweep();
      assertEquals(List.of(450L, 449L), sequences(all(database)).subList(0, 2));
      assertEquals(9, all(database).size(), "rows count, not bodies alone");
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aGatewayPushesOutItsOwnReportsAndNoOthers(TestDatabases.Kind kind) {
    try (Database database = database(kind);
        Timers timers = Timers.manual(CLOCK)) {
      for (int i = 1; i <= 5; i++) {
        assertTrue(insert(database, "d-2", report(i, 1, "0123456789"), DAY + i).isPresent());
      }
      for (int i = 1; i <= 450; i++) { // later, so all of the other's are older
        assertTrue(insert(database, "d-1", report(i, 1, "0123456789"), 2 * DAY + i).isPresent());
      }
      retention(database, timers, 36_500, 25).sweep();
      assertEquals(5, list(database, Map.of("device", "d-2"), 0, DAY).size());
      assertEquals(20, list(database, Map.of("device", "d-1"), 0, DAY).size());
    }
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void theNewestOfAMachineStaysUntilItIsTooOld(TestDatabases.Kind kind) {
    try (Database database = database(kind);
        Timers timers = Timers.manual(CLOCK)) {
      ReportMessage first = report(1, 1, "{\"identity\":{\"asset\":\"fan\",\"point\":\"a\"}}");
      String id = insert(database, "d-1", first, 900 * DAY).orElseThrow();
      database.change(
          transaction ->
              Machine.note(
                  transaction.handle(),
                  "t-1",
                  "d-1",
                  ReportIndex.of(first),
                  new Machine.Place(id, 1, first.stream(), 1, first.stream())));
      for (int i = 2; i <= 50; i++) {
        assertTrue(insert(database, "d-1", report(i, 1, "0123456789"), 950 * DAY).isPresent());
      }
      retention(database, timers, 300, 5).sweep();
      assertTrue(sequences(all(database)).contains(1L));
      assertEquals(1, database.read(handle -> Machine.list(handle, "t-1", "", 10)).size());
      retention(database, timers, 70, 5).sweep();
      assertFalse(sequences(all(database)).contains(1L));
      assertEquals(0, database.read(handle -> Machine.list(handle, "t-1", "", 10)).size());
    }
  }

  @Test
  void itIsSweptAtTheStartAndWhenMuchHasCome() {
    try (Database database = database(TestDatabases.Kind.SQLITE);
        Timers timers = Timers.manual(CLOCK);
        ReportRetention retention = retention(database, timers, 300, 16)) {
      assertTrue(insert(database, "d-1", report(1, 1, "0123456789"), DAY).isPresent());
      retention.start();
      awaitReports(database, 0, () -> {});
      for (int i = 2; i <= 40; i++) {
        assertTrue(insert(database, "d-1", report(i, 1, "0123456789"), 999 * DAY).isPresent());
      }
      // The sweep before may not have ended, and one that comes meanwhile is left to the next.
      awaitReports(database, 16, () -> retention.grown(2 * ReportRetention.ROW_BYTES));
    }
  }

  /** It sweeps on a thread of its own. */
  private static void awaitReports(Database database, int count, Runnable meanwhile) {
    long deadlineNanos = System.nanoTime() + 60_000_000_000L;
    while (all(database).size() != count) {
      meanwhile.run();
      assertTrue(System.nanoTime() - deadlineNanos < 0, "there are " + all(database).size());
      Thread.onSpinWait();
    }
  }

  @Test
  void everybodyHasTheSameShareOrLess() {
    assertEquals(Long.MAX_VALUE, ReportRetention.share(List.of(), 10));
    assertEquals(Long.MAX_VALUE, ReportRetention.share(List.of(3L, 7L), 10));
    assertEquals(5, ReportRetention.share(List.of(6L, 5L), 10));
    assertEquals(8, ReportRetention.share(List.of(100L, 2L), 10));
    assertEquals(4, ReportRetention.share(List.of(9L, 1L, 9L), 9));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{\"identity\":[]}",
        "{\"identity\":{\"asset\":7,\"point\":{}},\"severity\":\"C\",\"alarms\":{}}",
        "{\"alarms\":[7,[],{},{\"name\":\"x\"},{\"name\":\"\",\"state\":\"NORMAL\"},"
            + "{\"name\":\"x\",\"state\":\"GATEWAY_DELETED\"}]}",
        "{\"level\":\"two\\nlines\",\"type\":null}"
      })
  void anyDocumentIsTakenAndNothingIsFoundByIt(String body) {
    ReportIndex index = ReportIndex.of(report(1, 1, body));
    assertEquals(new ReportIndex("", "", "", "", "", List.of()), index);
  }

  @Test
  void anIdentifierIsOfTheTimeOfItsReport() {
    assertTrue(StoredReport.idFrom(35).compareTo(StoredReport.idFrom(36)) < 0);
    assertTrue(
        StoredReport.idFrom(1).compareTo(StoredReport.idFrom(JsonNumber.MAX_SAFE_INTEGER)) < 0);
    assertEquals(2 + 11, StoredReport.idFrom(JsonNumber.MAX_SAFE_INTEGER).length());
    assertArrayEquals(new byte[0], report(1, 1, "").body());
  }
}
