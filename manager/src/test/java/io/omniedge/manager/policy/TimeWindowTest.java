package io.omniedge.manager.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TimeWindowTest {
  private static TimeWindow window(String json) {
    try {
      return WindowReader.read(Fields.of((JsonObject) JsonReader.read(json.replace('\'', '"'))));
    } catch (ProtocolException e) {
      throw new AssertionError(e);
    }
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @Test
  void hoursPastMidnightBelongToTheDayTheyStartOn() {
    TimeWindow friday = window("{'days': ['fri'], 'hours': ['22:00-06:00'], 'zone': 'UTC'}");
    assertEquals(false, friday.isOpen(at("2026-03-06T21:59:59Z")));
    assertEquals(true, friday.isOpen(at("2026-03-06T22:00:00Z")));
    assertEquals(true, friday.isOpen(at("2026-03-07T05:59:59Z")));
    assertEquals(false, friday.isOpen(at("2026-03-07T06:00:00Z")));
    assertEquals(false, friday.isOpen(at("2026-03-06T01:00:00Z")));
    assertEquals(
        Optional.of(at("2026-03-13T22:00:00Z")), friday.nextChange(at("2026-03-07T06:00:00Z")));
  }

  @Test
  void followsTheClocksOfItsPlace() {
    TimeWindow day = window("{'hours': ['08:00-17:00'], 'zone': 'Europe/Berlin'}");
    // Summer time starts on 2026-03-29.
    assertEquals(true, day.isOpen(at("2026-03-28T07:00:00Z")));
    assertEquals(
        Optional.of(at("2026-03-29T06:00:00Z")), day.nextChange(at("2026-03-28T16:00:00Z")));
  }

  @Test
  void hoursThatAreMissingInSpringAreSkipped() {
    TimeWindow night =
        window("{'days': ['sun'], 'hours': ['02:30-03:15'], 'zone': 'Europe/Berlin'}");
    assertEquals(
        Optional.of(at("2026-04-05T00:30:00Z")), night.nextChange(at("2026-03-23T00:00:00Z")));
  }

  @Test
  void hoursThatComeTwiceInAutumnAreTakenTheFirstTime() {
    TimeWindow night = window("{'hours': ['02:15-02:45'], 'zone': 'Europe/Berlin'}");
    assertEquals(true, night.isOpen(at("2026-10-25T00:15:00Z")));
    assertEquals(false, night.isOpen(at("2026-10-25T01:15:00Z")));
  }

  @Test
  void daysOverTheEndOfTheWeek() {
    TimeWindow weekend = window("{'days': ['sat-mon'], 'zone': 'UTC'}");
    assertEquals(
        Optional.of(at("2026-03-10T00:00:00Z")), weekend.nextChange(at("2026-03-07T00:00:00Z")));
    assertEquals("mon,sat,sun UTC", weekend.toString());
  }

  @Test
  void endsForGood() {
    TimeWindow once =
        window(
            "{'hours': ['08:00-10:00'], 'zone': 'UTC', 'notBefore': '2026-03-02T09:00:00Z',"
                + " 'notAfter': '2026-03-03T10:30:00+01:00'}");
    assertEquals(
        Optional.of(at("2026-03-02T09:00:00Z")), once.nextChange(at("2020-01-01T00:00:00Z")));
    assertEquals(
        Optional.of(at("2026-03-03T09:30:00Z")), once.nextChange(at("2026-03-03T08:00:00Z")));
    assertEquals(Optional.empty(), once.nextChange(at("2026-03-03T09:30:00Z")));
    assertEquals(
        Optional.empty(),
        window("{'hours': ['00:00-24:00'], 'zone': 'UTC'}").nextChange(at("2026-03-03T09:30:00Z")));
  }

  @Property(tries = 200)
  void changesAtTheNextChangeAndNotBefore(
      @ForAll @IntRange(max = 1439) int first,
      @ForAll @IntRange(max = 1439) int end,
      @ForAll @IntRange(max = 6) int day,
      @ForAll @IntRange(max = 525_600) int minute) {
    if (first == end) {
      return;
    }
    String[] days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    String hours = String.format("%02d:%02d-%02d:%02d", first / 60, first % 60, end / 60, end % 60);
    TimeWindow window =
        window(
            "{'days': ['"
                + days[day]
                + "', 'mon'], 'hours': ['"
                + hours
                + "'], 'zone': 'America/New_York'}");
    Instant now = at("2026-01-01T00:00:00Z").plus(Duration.ofMinutes(minute));
    Instant change = window.nextChange(now).orElseThrow();
    assertNotEquals(window.isOpen(now), window.isOpen(change));
    for (Instant before = now;
        before.isBefore(change);
        before = before.plus(Duration.ofMinutes(7))) {
      assertEquals(window.isOpen(now), window.isOpen(before));
    }
    assertEquals(window.isOpen(now), window.isOpen(change.minusNanos(1)));
  }
}
