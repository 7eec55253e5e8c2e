package io.omniedge.pdm.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.pdm.alarm.AlarmEvent.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmTest {
  private static final long MINUTE = 60_000;
  private static final Alarm.Settings PROMPT = new Alarm.Settings(0, 0, false, 100 * MINUTE);
  private static final Alarm.Settings SLOW =
      new Alarm.Settings(5 * MINUTE, 10 * MINUTE, false, 100 * MINUTE);

  private final List<Kind> kinds = new ArrayList<>();
  private Alarm alarm = new Alarm(PROMPT);
  private long atMillis = 1_000_000;

  private void saw(List<AlarmEvent> events) {
    events.forEach(event -> kinds.add(event.kind()));
  }

  private void minutes(int count, Level level) {
    for (int i = 0; i < count; i++) {
      atMillis += MINUTE;
      saw(alarm.update(level, atMillis));
    }
  }

  private void expect(Kind... expected) {
    assertEquals(List.of(expected), kinds);
    kinds.clear();
  }

  @ParameterizedTest
  @CsvSource({
    "3.9, OK, OK",
    "4.0, OK, ADVISE",
    "3.8, ADVISE, ADVISE",
    "3.5, ADVISE, OK",
    "7.0, OK, ALERT",
    "6.6, DANGER, ALERT",
    "6.6, ADVISE, ADVISE",
    "10, OK, DANGER",
    "9.7, DANGER, DANGER",
    "9.7, ALERT, ALERT",
    "3.8, UNKNOWN, OK",
    "NaN, ALERT, UNKNOWN"
  })
  void aValueHasTheLevelOfItsLimitAndKeepsItByTheHysteresis(
      double value, Level before, Level expected) {
    assertEquals(expected, new Limits(4, 7, 10, 0.5).level(value, before));
  }

  @Test
  void limitsOutOfOrderAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Limits(4, 3, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new Limits(4, Double.NaN, 10, 0));
    assertThrows(IllegalArgumentException.class, () -> new Limits(1, 2, 3, -1));
    assertEquals(Level.ALERT, new Limits(4, 7, Double.POSITIVE_INFINITY, 0).level(1e9, Level.OK));
  }

  @Test
  void goesTheWayOfTheStandard() {
    minutes(1, Level.OK);
    expect();
    minutes(3, Level.ALERT);
    expect(Kind.RAISED);
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm.state());
    saw(alarm.acknowledge("ana", atMillis));
    expect(Kind.ACKNOWLEDGED);
    minutes(3, Level.OK);
    expect(Kind.CLOSED);
    assertEquals(Alarm.State.NORMAL, alarm.state());
    assertEquals(1, alarm.occurrence());
  }

  @Test
  void whatWasOverBeforeSomebodySawItWaits() {
    minutes(1, Level.ALERT);
    minutes(1, Level.OK);
    expect(Kind.RAISED, Kind.RETURNED);
    minutes(1, Level.ADVISE);
    expect(Kind.REPEATED);
    minutes(1, Level.OK);
    expect(Kind.RETURNED);
    saw(alarm.acknowledge("ana", atMillis));
    expect(Kind.ACKNOWLEDGED, Kind.CLOSED);
    assertEquals(1, alarm.occurrence(), "it was one alarm all the time");
  }

  @Test
  void worseIsToBeAcknowledgedAgainAndBetterIsNot() {
    minutes(1, Level.ADVISE);
    saw(alarm.acknowledge("ana", atMillis));
    minutes(1, Level.DANGER);
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm.state());
    saw(alarm.acknowledge("ana", atMillis));
    minutes(1, Level.ALERT);
    assertEquals(Alarm.State.ACKNOWLEDGED, alarm.state());
    expect(Kind.RAISED, Kind.ACKNOWLEDGED, Kind.ESCALATED, Kind.ACKNOWLEDGED, Kind.EASED);
  }

  @Test
  void aLatchedAlarmWaitsUntilSomebodySawThatItIsOver() {
    alarm = new Alarm(new Alarm.Settings(0, 0, true, MINUTE));
    minutes(1, Level.ALERT);
    saw(alarm.acknowledge("ana", atMillis));
    minutes(5, Level.OK);
    expect(Kind.RAISED, Kind.ACKNOWLEDGED, Kind.RETURNED);
    saw(alarm.acknowledge("ana", atMillis));
    expect(Kind.ACKNOWLEDGED, Kind.CLOSED);
  }

  @Test
  void shorterThanTheOnDelayIsNothing() {
    alarm = new Alarm(SLOW);
    for (int i = 0; i < 10; i++) {
      minutes(5, Level.DANGER);
      minutes(1, Level.OK);
    }
    expect();
    minutes(6, Level.DANGER);
    expect(Kind.RAISED);
  }

  @Test
  void shorterThanTheOffDelayIsNotOver() {
    alarm = new Alarm(SLOW);
    minutes(6, Level.ALERT);
    saw(alarm.acknowledge("ana", atMillis));
    for (int i = 0; i < 10; i++) {
      minutes(10, Level.OK);
      minutes(1, Level.ALERT);
    }
    expect(Kind.RAISED, Kind.ACKNOWLEDGED);
    minutes(11, Level.OK);
    expect(Kind.CLOSED);
  }

  @Test
  void whatSwingsBetweenTwoLevelsIsAtLeastTheLower() {
    alarm = new Alarm(SLOW);
    for (int i = 0; i < 6; i++) {
      minutes(1, i % 2 == 0 ? Level.DANGER : Level.ALERT);
    }
    expect(Kind.RAISED);
    assertEquals(Level.ALERT, alarm.level());
  }

  @Test
  void aStandingMachineIsUnknownAndItsAlarmWaits() {
    minutes(1, Level.ALERT);
    saw(alarm.suppress("machine stands", atMillis + 1));
    saw(alarm.suppress("machine stands", atMillis + 2));
    assertEquals(Level.UNKNOWN, alarm.level());
    assertEquals(Optional.of("machine stands"), alarm.unknownReason());
    assertEquals(Alarm.State.UNACKNOWLEDGED, alarm.state());
    minutes(1, Level.OK);
    expect(Kind.RAISED, Kind.SUPPRESSED, Kind.UNSUPPRESSED, Kind.RETURNED);
  }

  @Test
  void theTimeOfAStandingMachineCountsForNoDelay() {
    alarm = new Alarm(SLOW);
    minutes(4, Level.DANGER);
    saw(alarm.suppress("sensor faulty", atMillis + MINUTE));
    atMillis += 20 * MINUTE;
    minutes(5, Level.DANGER);
    expect(Kind.SUPPRESSED, Kind.UNSUPPRESSED);
    minutes(1, Level.DANGER);
    expect(Kind.RAISED);
  }

  @Test
  void aShelvedAlarmIsSilentAndComesBackWhenTheShelfEnds() {
    saw(alarm.shelve(10 * MINUTE, "ben", "bearing is ordered", atMillis));
    assertEquals(Optional.of(atMillis + 10 * MINUTE), alarm.shelvedUntilMillis());
    minutes(9, Level.DANGER);
    expect(Kind.SHELVED);
    saw(alarm.elapse(atMillis + MINUTE));
    expect(Kind.UNSHELVED, Kind.RAISED);
    assertEquals(Optional.empty(), alarm.shelvedUntilMillis());
  }

  @Test
  void anAcknowledgedAlarmIsToldAgainAfterTheShelfAndOneThatIsOverIsClosed() {
    minutes(1, Level.ALERT);
    saw(alarm.acknowledge("ana", atMillis));
    saw(alarm.shelve(5 * MINUTE, "ben", "known", atMillis));
    minutes(5, Level.ALERT);
    expect(Kind.RAISED, Kind.ACKNOWLEDGED, Kind.SHELVED, Kind.UNSHELVED, Kind.REPEATED);
    saw(alarm.acknowledge("ana", atMillis));
    saw(alarm.shelve(5 * MINUTE, "ben", "known", atMillis));
    minutes(1, Level.OK);
    saw(alarm.unshelve("ben", atMillis));
    expect(Kind.ACKNOWLEDGED, Kind.SHELVED, Kind.UNSHELVED, Kind.CLOSED);
  }

  @Test
  void aShelfHasAnEndANameAndAReason() {
    assertThrows(
        IllegalArgumentException.class, () -> alarm.shelve(101 * MINUTE, "ben", "x", atMillis));
    assertThrows(IllegalArgumentException.class, () -> alarm.shelve(0, "ben", "x", atMillis));
    assertThrows(IllegalArgumentException.class, () -> alarm.shelve(1, " ", "x", atMillis));
    String said =
        assertThrows(IllegalArgumentException.class, () -> alarm.shelve(1, "ben", "", atMillis))
            .toString();
    assertTrue(said.contains("who and why"), said);
    AlarmEvent event = alarm.shelve(1, "ben", "because", atMillis).get(0);
    assertEquals("ben", event.by());
    assertEquals("because", event.note());
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepItOnTheShelf() {
    saw(alarm.shelve(10 * MINUTE, "ben", "known", atMillis));
    minutes(5, Level.DANGER);
    atMillis -= 1_000_000 * MINUTE;
    minutes(6, Level.DANGER);
    expect(Kind.SHELVED, Kind.UNSHELVED, Kind.RAISED);
  }

  @Test
  void onlyWhatPeopleMustHearAnnunciates() {
    List<Kind> loud = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      if (kind.annunciates()) {
        loud.add(kind);
      }
    }
    assertEquals(List.of(Kind.RAISED, Kind.ESCALATED, Kind.REPEATED), loud);
  }
}
