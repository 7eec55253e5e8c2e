package io.omniedge.manager.policy;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * When a rule holds: hours of days on the clock of a place, between two moments.
 *
 * @param days on which the hours start
 * @param hours on each of these days; those that pass midnight belong to the day they start on
 * @param zone whose clock it is, with its summer time
 * @param notBefore the first moment
 * @param notAfter the first moment after
 */
record TimeWindow(
    SortedSet<DayOfWeek> days,
    List<Hours> hours,
    ZoneId zone,
    Instant notBefore,
    Instant notAfter) {
  /**
   * How far ahead a change is looked for. Hours repeat each week; in the week in which the clocks
   * change, hours inside the missing hour may be missing too.
   */
  private static final int DAYS_AHEAD = 16;

  private static final int MINUTES_OF_A_DAY = 1_440;

  /** Copies. */
  TimeWindow {
    days = Collections.unmodifiableSortedSet(new TreeSet<>(days));
    hours = List.copyOf(hours);
  }

  /**
   * Hours of a day.
   *
   * @param first minute, counted from midnight
   * @param end the first minute after; beyond 1,440 on the next day
   */
  record Hours(int first, int end) {
    /** From midnight to midnight. */
    static final Hours ALL_DAY = new Hours(0, MINUTES_OF_A_DAY);

    /** {@code 08:00-17:00}; {@code 22:00-06:00} passes midnight. */
    static Hours parse(String text) {
      if (!text.matches("([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)")) {
        throw new IllegalArgumentException("hours are 08:00-17:00, the last 24:00");
      }
      int first = minute(text.substring(0, 5));
      int end = minute(text.substring(6));
      if (first == end) {
        throw new IllegalArgumentException("the hours end when they start; a day is 00:00-24:00");
      }
      return new Hours(first, end > first ? end : end + MINUTES_OF_A_DAY);
    }

    private static int minute(String text) {
      return Integer.parseInt(text.substring(0, 2)) * 60 + Integer.parseInt(text.substring(3));
    }

    @Override
    public String toString() {
      int shown = end > MINUTES_OF_A_DAY ? end - MINUTES_OF_A_DAY : end;
      return String.format(
          Locale.ROOT, "%02d:%02d-%02d:%02d", first / 60, first % 60, shown / 60, shown % 60);
    }
  }

  /** Whether it is open. */
  boolean isOpen(Instant now) {
    if (now.isBefore(notBefore) || !now.isBefore(notAfter)) {
      return false;
    }
    LocalDate today = today(now);
    return isOpen(today.minusDays(1), now) || isOpen(today, now);
  }

  private boolean isOpen(LocalDate day, Instant now) {
    return days.contains(day.getDayOfWeek())
        && hours.stream()
            .anyMatch(
                range ->
                    !now.isBefore(moment(day, range.first))
                        && now.isBefore(moment(day, range.end)));
  }

  /** The first moment after, at which it opens or closes; nothing if it stays as it is. */
  Optional<Instant> nextChange(Instant now) {
    boolean open = isOpen(now);
    if (now.isBefore(notBefore)) {
      return isOpen(notBefore) ? Optional.of(notBefore) : nextChange(notBefore);
    }
    Optional<Instant> change =
        moments(now).stream()
            .filter(moment -> moment.isAfter(now) && isOpen(moment) != open)
            .findFirst();
    return change;
  }

  /** Whatever may change something, in order. */
  private SortedSet<Instant> moments(Instant now) {
    TreeSet<Instant> moments = new TreeSet<>();
    if (!notAfter.equals(Instant.MAX)) {
      moments.add(notAfter);
    }
    LocalDate today = today(now);
    for (LocalDate day = today.minusDays(1);
        day.isBefore(today.plusDays(DAYS_AHEAD));
        day = day.plusDays(1)) {
      if (days.contains(day.getDayOfWeek())) {
        for (Hours range : hours) {
          moments.add(moment(day, range.first));
          moments.add(moment(day, range.end));
        }
      }
    }
    return moments;
  }

  private LocalDate today(Instant now) {
    return now.atZone(zone).toLocalDate();
  }

  /**
   * A time on the clock as a moment: inside the hour that is missing in spring it is as much later,
   * in the hour that comes twice in autumn the first of the two [java.time.ZonedDateTime].
   */
  private Instant moment(LocalDate day, int minute) {
    return day.atStartOfDay().plusMinutes(minute).atZone(zone).toInstant();
  }

  /** As documents have it, shorter. */
  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(" ");
    if (days.size() < 7) {
      text.add(days.stream().map(TimeWindow::name).collect(Collectors.joining(",")));
    }
    if (!hours.equals(List.of(Hours.ALL_DAY))) {
      text.add(hours.stream().map(Hours::toString).collect(Collectors.joining(",")));
    }
    if (text.length() > 0) {
      text.add(zone.toString());
    }
    if (!notBefore.equals(Instant.MIN)) {
      text.add("not before " + notBefore);
    }
    if (!notAfter.equals(Instant.MAX)) {
      text.add("not after " + notAfter);
    }
    return text.toString();
  }

  /** The name of a day in documents: mon. */
  static String name(DayOfWeek day) {
    return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
  }
}
