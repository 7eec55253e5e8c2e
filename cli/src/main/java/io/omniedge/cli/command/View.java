package io.omniedge.cli.command;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The members of a manager's document as cells of a table. What is not there, or of another type,
 * is an empty text: an older or newer manager does not break a table.
 */
final class View {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  /** Of the year 5000; as milliseconds it is in 1973, before any manager. */
  private static final long LAST_SECOND = 95_617_584_000L;

  /** As the manager names who did something: an identifier, and a name for people. */
  private static final Pattern ACTOR = Pattern.compile("([au])-[0-9a-z]+ \\((.+)\\)");

  private View() {}

  /** The list of them as one document. */
  static JsonObject items(List<JsonObject> items) {
    return JsonObject.builder().put("items", new JsonArray(List.copyOf(items))).build();
  }

  static String text(JsonObject object, String name) {
    return object.find(name).map(View::text).orElse("");
  }

  /** A value as people write it. */
  static String text(JsonValue value) {
    return switch (value) {
      case JsonString text -> text.value();
      case JsonArray array ->
          array.elements().stream().map(View::text).collect(Collectors.joining(", "));
      case JsonNumber number -> number.toString();
      case JsonBoolean flag -> flag.value() ? "yes" : "no";
      case JsonObject object -> object.toJson();
      default -> "";
    };
  }

  static List<String> texts(JsonObject object, String name) {
    return object.find(name).orElse(new JsonArray(List.of())) instanceof JsonArray array
        ? array.elements().stream().map(View::text).toList()
        : List.of();
  }

  static List<JsonObject> objects(JsonObject object, String name) {
    return object.find(name).orElse(new JsonArray(List.of())) instanceof JsonArray array
        ? array.elements().stream()
            .filter(JsonObject.class::isInstance)
            .map(JsonObject.class::cast)
            .toList()
        : List.of();
  }

  static JsonObject object(JsonObject object, String name) {
    return object.find(name).orElse(JsonObject.EMPTY) instanceof JsonObject inner
        ? inner
        : JsonObject.EMPTY;
  }

  static boolean flag(JsonObject object, String name) {
    return object.find(name).equals(Optional.of(JsonBoolean.TRUE));
  }

  static long number(JsonObject object, String name) {
    return object.find(name).orElse(JsonNumber.of(0)) instanceof JsonNumber number
        ? number.value().longValue()
        : 0;
  }

  /** Who did it, by the name for people; a key's is marked, since it may have any. */
  static String actor(JsonObject object, String name) {
    String actor = text(object, name);
    Matcher known = ACTOR.matcher(actor);
    return known.matches() ? (known.group(1).equals("a") ? "key " : "") + known.group(2) : actor;
  }

  /** The first of these that is not empty. */
  static String first(String... texts) {
    for (String text : texts) {
      if (!text.isEmpty()) {
        return text;
      }
    }
    return "";
  }

  /** A moment, given as text [RFC 3339], or as seconds or milliseconds since 1970; 0 is none. */
  static Optional<Instant> instant(JsonObject object, String name) {
    JsonValue value = object.find(name).orElse(JsonNumber.of(0));
    if (value instanceof JsonNumber number) {
      long count = number.value().longValue();
      long seconds = count > LAST_SECOND ? count / 1_000 : count;
      return seconds <= 0 || seconds > LAST_SECOND
          ? Optional.empty()
          : Optional.of(Instant.ofEpochSecond(seconds));
    }
    try {
      return Optional.of(Instant.parse(text(value)));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  /** A moment in UTC; empty if there is none. */
  static String time(JsonObject object, String name) {
    return instant(object, name).map(TIME::format).orElse("");
  }

  /** How long ago it was; empty if it never was. */
  static String ago(JsonObject object, String name, InstantSource clock) {
    return instant(object, name)
        .map(then -> span(Duration.between(then, clock.instant())) + " ago")
        .orElse("");
  }

  private static String span(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds < 120) {
      return seconds + " s";
    } else if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    } else if (seconds < 2 * 86_400) {
      return seconds / 3600 + " h";
    }
    return seconds / 86_400 + " days";
  }

  /** A size in bytes, as {@code 1.4 MB}. */
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    String units = "kMGTPE";
    double scaled = bytes;
    int unit = -1;
    while (scaled >= 999.95 && unit < units.length() - 1) {
      scaled /= 1_000;
      unit++;
    }
    return String.format(Locale.ROOT, "%.1f %cB", scaled, units.charAt(unit));
  }
}
