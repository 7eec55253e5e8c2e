package io.omniedge.manager.policy;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Reads {@code when}, and moments. */
final class WindowReader {
  private static final int MAX_HOURS = 24;

  private WindowReader() {}

  static TimeWindow read(Fields fields) throws ProtocolException {
    fields.only("days", "hours", "zone", "notBefore", "notAfter");
    List<Set<DayOfWeek>> dayRanges = fields.texts("days", 7, 7, WindowReader::days);
    List<TimeWindow.Hours> hours = fields.texts("hours", MAX_HOURS, 11, TimeWindow.Hours::parse);
    TreeSet<DayOfWeek> days = new TreeSet<>();
    dayRanges.forEach(days::addAll);
    boolean onClock = !days.isEmpty() || !hours.isEmpty();
    ZoneId zone =
        onClock || has(fields, "zone")
            ? fields.parsed("zone", 60, WindowReader::zone)
            : ZoneOffset.UTC;
    Instant notBefore = moment(fields, "notBefore", Instant.MIN);
    Instant notAfter = moment(fields, "notAfter", Instant.MAX);
    if (!notBefore.isBefore(notAfter)) {
      throw fields.wrong("notAfter", notAfter.toString(), "it must be later than notBefore");
    }
    if (!onClock && notBefore.equals(Instant.MIN) && notAfter.equals(Instant.MAX)) {
      throw fields.wrong("days", "", "days, hours, notBefore or notAfter must be there");
    }
    return new TimeWindow(
        days.isEmpty() ? new TreeSet<>(EnumSet.allOf(DayOfWeek.class)) : days,
        hours.isEmpty() ? List.of(TimeWindow.Hours.ALL_DAY) : hours,
        zone,
        notBefore,
        notAfter);
  }

  /** A moment, with the years that a clock of ours can show. */
  static Instant moment(String text) {
    try {
      if (!text.matches("(19[7-9]|2[0-9]{2})[0-9]-.*")) {
        throw new IllegalArgumentException("its year must be from 1970 to 2999");
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("a moment is 2026-03-01T08:00:00Z", e);
    }
  }

  private static Instant moment(Fields fields, String name, Instant otherwise)
      throws ProtocolException {
    return has(fields, name) ? fields.parsed(name, 40, WindowReader::moment) : otherwise;
  }

  private static boolean has(Fields fields, String name) {
    return fields.object().find(name).isPresent();
  }

  private static ZoneId zone(String text) {
    try {
      return ZoneId.of(text);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("it is no time zone, as Europe/Berlin", e);
    }
  }

  /** {@code mon}, or {@code mon-fri}, over the end of the week too. */
  private static Set<DayOfWeek> days(String text) {
    String[] ends = text.split("-", 2);
    DayOfWeek day = day(ends[0]);
    DayOfWeek last = ends.length == 1 ? day : day(ends[1]);
    EnumSet<DayOfWeek> days = EnumSet.of(last);
    for (; day != last; day = day.plus(1)) {
      days.add(day);
    }
    return days;
  }

  private static DayOfWeek day(String name) {
    for (DayOfWeek day : DayOfWeek.values()) {
      if (TimeWindow.name(day).equals(name)) {
        return day;
      }
    }
    throw new IllegalArgumentException("days are mon, tue, wed, thu, fri, sat, sun, or mon-fri");
  }
}
