package io.omniedge.gateway.console.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Quantities as people read them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
  private static final String[] BYTES = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  private static final String[] BITS = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s"};

  private Words() {}

  /** In binary units, as {@code wg show} has them. */
  static String bytes(long bytes) {
    return scaled((double) bytes, 1024, BYTES);
  }

  /** In decimal units of bits, as networks are sold. */
  static String rate(double bytesPerS) {
    return scaled(bytesPerS * 8, 1000, BITS);
  }

  private static String scaled(double value, int step, String[] units) {
    int unit = 0;
    double left = value;
    // What would be rounded to a whole step is one of the next unit: 1.00 MiB, not 1024 KiB.
    while (left >= step - 0.5 && unit < units.length - 1) {
      left /= step;
      unit++;
    }
    String format = unit == 0 || left >= 100 ? "%.0f %s" : left >= 10 ? "%.1f %s" : "%.2f %s";
    return String.format(Locale.ROOT, format, left, units[unit]);
  }

  /** In the two largest units. */
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min " + seconds % 60 + " s";
    }
    if (seconds < 86400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return seconds / 86400 + " d " + seconds % 86400 / 3600 + " h";
  }

  /** How long ago, or that it never was. */
  static String ago(Optional<Instant> time, Instant now) {
    return time.map(then -> duration(Duration.between(then, now)) + " ago").orElse("never");
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
