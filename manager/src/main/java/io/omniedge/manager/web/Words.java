package io.omniedge.manager.web;

import io.omniedge.manager.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** Times and reasons as people read them. */
final class Words {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'").withZone(ZoneOffset.UTC);

  private Words() {}

  static String time(Instant instant) {
    return TIME.format(instant);
  }

  /** How long ago, in the largest unit, or that it never was. */
  static String ago(Optional<Instant> time, Instant now) {
    if (time.isEmpty()) {
      return "never";
    }
    long minutes = Math.max(0, Duration.between(time.get(), now).toMinutes());
    if (minutes < 2) {
      return "just now";
    }
    if (minutes < 120) {
      return minutes + " minutes ago";
    }
    return minutes < 2880 ? minutes / 60 + " hours ago" : minutes / 1440 + " days ago";
  }

  /** A time span in days, or in hours if it has few. */
  static String days(long millis) {
    long hours = Math.max(0, millis) / 3_600_000;
    return hours < 72 ? hours + " hours" : hours / 24 + " days";
  }

  /** A title without the word by which Kura chooses a picture, and without our own name. */
  static String title(String text) {
    String title = text.replaceFirst("^(VpnClient|CloudService) (OmniEdge )?", "");
    return title.isEmpty() ? text : Character.toUpperCase(title.charAt(0)) + title.substring(1);
  }

  /** A person or key without the identifier before the name, as the audit log has both. */
  static String actor(String actor) {
    int open = actor.indexOf(" (");
    return open > 0 && actor.endsWith(")") ? actor.substring(open + 2, actor.length() - 1) : actor;
  }

  /** Bytes in the unit that leaves one to three digits before the point. */
  static String bytes(double bytes) {
    String[] units = {"B", "KB", "MB", "GB", "TB", "PB"};
    int unit = 0;
    double value = bytes;
    while (value >= 1000 && unit < units.length - 1) {
      value /= 1000;
      unit++;
    }
    String format = unit == 0 || value >= 100 ? "%.0f %s" : "%.1f %s";
    return String.format(Locale.ROOT, format, value, units[unit]);
  }

  /** A time as in a list; empty if there is none. */
  static String time(Optional<Instant> instant) {
    return instant.map(Words::time).orElse("");
  }

  /** Why something was refused, without the name of the field that a person sees anyway. */
  static String reason(Problem problem) {
    String text = String.valueOf(problem.getMessage());
    String field = problem.field() + ": ";
    String reason =
        !problem.field().isEmpty() && text.startsWith(field)
            ? text.substring(field.length())
            : text;
    return reason.isEmpty()
        ? reason
        : Character.toUpperCase(reason.charAt(0)) + reason.substring(1);
  }

  /** A browser by its name, as far as it tells. */
  static String browser(String agent) {
    String system =
        agent.contains("Android")
            ? "Android"
            : agent.contains("iPhone") || agent.contains("iPad")
                ? "iOS"
                : agent.contains("Windows")
                    ? "Windows"
                    : agent.contains("Mac OS") ? "macOS" : agent.contains("Linux") ? "Linux" : "";
    String name =
        agent.contains("Edg/")
            ? "Edge"
            : agent.contains("Firefox/")
                ? "Firefox"
                : agent.contains("Chrome/")
                    ? "Chrome"
                    : agent.contains("Safari/") ? "Safari" : "A browser";
    return system.isEmpty() ? name : name + " on " + system;
  }
}
