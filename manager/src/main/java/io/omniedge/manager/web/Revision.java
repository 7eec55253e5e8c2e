package io.omniedge.manager.web;

import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonValue;
import java.util.List;

/** What the history says of a revision. */
final class Revision {
  private Revision() {}

  /** Of the mark with its outcome. */
  static String colour(Doc revision) {
    return switch (revision.text("outcome")) {
      case "applied" -> "good";
      case "pending" -> "warn";
      case "superseded" -> "off";
      default -> "bad";
    };
  }

  /** Whether one can go back to it: not to what did no good. */
  static boolean isWorthIt(Doc revision) {
    return !colour(revision).equals("bad");
  }

  /** The revision before the last change that took effect or may yet; 0 if there is none. */
  static long undo(List<Doc> newestFirst) {
    return newestFirst.stream()
        .filter(revision -> List.of("applied", "pending").contains(revision.text("outcome")))
        .dropWhile(revision -> revision.flag("observed"))
        .skip(1)
        .map(revision -> revision.number("revision"))
        .findFirst()
        .orElse(0L);
  }

  /** A property that was refused, in words. */
  static String error(Doc error) {
    String property = error.text("property");
    return error.text("pid")
        + (property.isEmpty() ? "" : "." + property)
        + ": "
        + error.text("reason");
  }

  /** A value for people. */
  static String shown(JsonValue value) {
    return value == JsonNull.NULL ? "not set" : Doc.shown(value);
  }
}
