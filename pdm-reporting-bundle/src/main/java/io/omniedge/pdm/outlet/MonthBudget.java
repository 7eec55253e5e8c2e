package io.omniedge.pdm.outlet;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;

/**
 * The bytes of a calendar month (UTC) on a link that costs by volume, with a reserve that only
 * vital data may use. One thread.
 */
final class MonthBudget {
  private final long mostBytes;
  private final long reservedBytes;
  private YearMonth month = YearMonth.of(1970, 1);
  private long usedBytes;

  /**
   * Such a budget.
   *
   * @param mostBytes 0 for no limit
   */
  MonthBudget(long mostBytes, int reservePercent) {
    this.mostBytes = mostBytes;
    reservedBytes = mostBytes / 100 * reservePercent;
  }

  boolean isOpen(boolean vital, Instant now) {
    if (mostBytes == 0) {
      return true;
    }
    begin(now);
    return usedBytes < (vital ? mostBytes : mostBytes - reservedBytes);
  }

  void spend(long bytes, Instant now) {
    begin(now);
    usedBytes += bytes;
  }

  long usedBytes() {
    return usedBytes;
  }

  /** A clock that is set back must not give the month anew. */
  private void begin(Instant now) {
    YearMonth current = YearMonth.from(now.atOffset(ZoneOffset.UTC));
    if (current.isAfter(month)) {
      month = current;
      usedBytes = 0;
    }
  }

  /** What {@link #restore} takes. */
  String state() {
    return month + " " + usedBytes;
  }

  /** Goes on from there; what is no state is none. */
  void restore(String state) {
    String[] words = state.strip().split(" ", -1);
    if (words.length == 2) {
      try {
        long used = Long.parseLong(words[1]);
        month = YearMonth.parse(words[0]);
        usedBytes = Math.max(0, used);
      } catch (DateTimeParseException | NumberFormatException e) {
        // A file that somebody edited: the month begins anew.
        usedBytes = 0;
      }
    }
  }
}
