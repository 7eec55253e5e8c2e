package io.omniedge.manager.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.manager.inventory.Device;
import io.omniedge.manager.inventory.DeviceTable;
import io.omniedge.manager.store.Database;
import io.omniedge.manager.store.TestDatabases;
import io.omniedge.protocol.map.Membership;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An alarm through the levels and states that a gateway tells, on both databases. */
class AlarmsTest {
  private static final String KINDS = "io.omniedge.manager.store.TestDatabases#kinds";
  private static final Alarms.Origin ORIGIN = new Alarms.Origin("t-1", "hall-1");

  private final List<String> told = new ArrayList<>();
  private final Alarms alarms =
      new Alarms(
          (transaction, origin, alarm, change) ->
              told.add(change + " " + alarm.level() + " " + alarm.occurrence()));

  // Opened by each test, as its database is its parameter.
  @SuppressWarnings("NullAway.Init")
  private Database database;

  @SuppressWarnings("NullAway.Init")
  private Device device;

  private long sequence;

  private void open(TestDatabases.Kind kind) {
    database = Gateways.open(kind);
    device = Gateways.add(database, "d-1", Membership.ACTIVE);
  }

  @AfterEach
  void close() {
    database.close();
  }

  private void says(String level, String state, long occurrence) {
    says("pump-7", List.of(new ReportIndex.AlarmState("bearing", "B", level, state, occurrence)));
  }

  private void says(String asset, List<ReportIndex.AlarmState> states) {
    ReportIndex index = new ReportIndex("ALARM", asset, "drive-end", "ALERT", "C", states);
    Machine.Place place = new Machine.Place("r-1", 1_000 + sequence, "a", ++sequence, "a");
    database.change(
        transaction ->
            Machine.note(transaction.handle(), "t-1", "d-1", index, place)
                .ifPresent(machine -> alarms.note(transaction, ORIGIN, machine, states)));
  }

  private List<StoredAlarm> list(boolean withEnded) {
    return database.read(
        handle ->
            StoredAlarm.list(
                handle,
                "t-1",
                new StoredAlarm.Filter(withEnded, Optional.empty(), Optional.of("d-1")),
                "",
                5_000));
  }

  private StoredAlarm alarm() {
    assertEquals(1, list(true).size());
    return list(true).getFirst();
  }

  private void acknowledge() {
    database.change(
        transaction -> StoredAlarm.acknowledge(transaction.handle(), alarm().id(), "anna", 7));
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void anAcknowledgementOutlivesAStandstillAndABetterHour(TestDatabases.Kind kind) {
    open(kind);
    says("ALERT", "UNACKNOWLEDGED", 1);
    acknowledge();
    says("UNKNOWN", "UNACKNOWLEDGED", 1);
    assertEquals("UNKNOWN", alarm().level());
    says("ALERT", "UNACKNOWLEDGED", 1);
    says("OK", "RETURNED", 1);
    says("ADVISE", "UNACKNOWLEDGED", 1);
    says("ALERT", "UNACKNOWLEDGED", 1);
    assertEquals("anna", alarm().acknowledgedBy());
    assertEquals("ALERT", alarm().worst());
    assertEquals(List.of("BEGIN ALERT 1"), told);
    says("DANGER", "UNACKNOWLEDGED", 1);
    assertEquals("", alarm().acknowledgedBy(), "worse is new for everybody");
    acknowledge();
    says("ALERT", "UNACKNOWLEDGED", 1);
    says("DANGER", "UNACKNOWLEDGED", 1);
    assertEquals("anna", alarm().acknowledgedBy());
    says("OK", "NORMAL", 1);
    assertTrue(alarm().isOver());
    says("OK", "NORMAL", 1);
    assertEquals(List.of("BEGIN ALERT 1", "WORSE DANGER 1", "END OK 1"), told);
    says("ALERT", "UNACKNOWLEDGED", 2);
    assertEquals("", alarm().acknowledgedBy(), "of another occurrence");
    assertEquals("ALERT", alarm().worst());
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void whatNobodyCanTellNeitherRaisesNorEndsAnAlarm(TestDatabases.Kind kind) {
    open(kind);
    says("UNKNOWN", "UNACKNOWLEDGED", 3);
    assertEquals(List.of(), list(true));
    says("ALERT", "UNACKNOWLEDGED", 3);
    says("UNKNOWN", "NORMAL", 0); // of a gateway that has lost what it knew
    says("UNKNOWN", "UNACKNOWLEDGED", 4);
    assertEquals(3, alarm().occurrence());
    assertEquals(List.of("BEGIN ALERT 3"), told);
    says("ALERT", "UNACKNOWLEDGED", 4);
    says("UNKNOWN", "NORMAL", 4); // somebody closed it at the gateway
    assertTrue(alarm().isOver());
    says("UNKNOWN", "UNACKNOWLEDGED", 5);
    assertTrue(alarm().isOver());
    assertEquals(List.of("BEGIN ALERT 3", "BEGIN ALERT 4", "END UNKNOWN 4"), told);
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void alarmsOfADeletedGatewayEnd(TestDatabases.Kind kind) {
    open(kind);
    says("ALERT", "UNACKNOWLEDGED", 1);
    database.change(
        transaction -> {
          alarms.gatewayDeleted(transaction, device, 9_000);
          DeviceTable.delete(transaction.handle(), device);
        });
    assertEquals(List.of(), list(false));
    assertEquals(StoredAlarm.GATEWAY_DELETED, alarm().state());
    assertEquals(9_000, alarm().changedAt());
    assertEquals(List.of("BEGIN ALERT 1", "END ALERT 1"), told);
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void aGatewayHasSoManyAlarmsAndNoMore(TestDatabases.Kind kind) {
    open(kind);
    List<ReportIndex.AlarmState> over = new ArrayList<>();
    for (int i = 0; i < Alarms.MOST + 20; i++) { // each ends before the next begins
      over.add(new ReportIndex.AlarmState("n" + i, "B", "ALERT", "UNACKNOWLEDGED", 1));
      over.add(new ReportIndex.AlarmState("n" + i, "B", "OK", "NORMAL", 1));
    }
    says("fan", over);
    assertEquals(Alarms.MOST, list(true).size());
    List<ReportIndex.AlarmState> open = new ArrayList<>();
    for (int i = 0; i < Alarms.MOST_OPEN + 20; i++) {
      open.add(new ReportIndex.AlarmState("o" + i, "B", "ALERT", "UNACKNOWLEDGED", 1));
    }
    says("pump-7", open);
    assertEquals(Alarms.MOST_OPEN, list(false).size());
    assertEquals(Alarms.MOST, list(true).size());
    says("pump-7", List.of(new ReportIndex.AlarmState("o0", "B", "OK", "NORMAL", 1)));
    says("pump-7", List.of(new ReportIndex.AlarmState("p", "B", "ALERT", "UNACKNOWLEDGED", 1)));
    assertEquals(Alarms.MOST_OPEN, list(false).size(), "there is room again");
    assertTrue(list(false).stream().anyMatch(alarm -> alarm.name().equals("p")));
  }

  @ParameterizedTest
  @MethodSource(KINDS)
  void machinesTellHowManyAlarmsTheyHave(TestDatabases.Kind kind) {
    open(kind);
    says("ALERT", "UNACKNOWLEDGED", 1);
    says(
        "fan",
        List.of(
            new ReportIndex.AlarmState("a", "B", "ALERT", "UNACKNOWLEDGED", 1),
            new ReportIndex.AlarmState("b", "B", "ALERT", "UNACKNOWLEDGED", 1)));
    String pump =
        list(true).stream()
            .filter(one -> one.asset().equals("pump-7"))
            .findFirst()
            .orElseThrow()
            .machine();
    acknowledgeAll(pump);
    List<Machine.WithAlarms> machines =
        database.read(handle -> Machine.list(handle, "t-1", "", 100));
    assertEquals(2, machines.size());
    for (Machine.WithAlarms one : machines) {
      boolean isPump = one.machine().id().equals(pump);
      assertEquals(isPump ? 1 : 2, one.alarms());
      assertEquals(isPump ? 0 : 2, one.unacknowledged());
      assertEquals(one, database.read(handle -> Machine.get(handle, "t-1", one.machine().id())));
    }
    List<StoredAlarm> ofPump =
        database.read(
            handle ->
                StoredAlarm.list(
                    handle,
                    "t-1",
                    new StoredAlarm.Filter(false, Optional.of(pump), Optional.empty()),
                    "",
                    100));
    assertEquals(List.of("bearing"), ofPump.stream().map(StoredAlarm::name).toList());
  }

  private void acknowledgeAll(String machine) {
    database.change(
        transaction ->
            transaction
                .handle()
                .execute("update alarm set acknowledged_by = 'a' where machine_id = ?", machine));
  }
}
