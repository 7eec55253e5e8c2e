package io.omniedge.manager.web;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * A document as a template reads it: what is missing, or of another kind, is empty. For showing
 * only; what decides something reads with Fields.
 */
record Doc(JsonObject json) {
  static final Doc EMPTY = new Doc(JsonObject.EMPTY);

  String text(String name) {
    return json.find(name).map(Doc::shown).orElse("");
  }

  boolean has(String name) {
    return json.find(name).isPresent();
  }

  boolean flag(String name) {
    return json.find(name).filter(value -> value == JsonBoolean.of(true)).isPresent();
  }

  long number(String name) {
    return json.find(name).map(Doc::number).orElse(0L);
  }

  private static long number(JsonValue value) {
    try {
      return value instanceof JsonNumber ? Long.parseLong(value.toJson()) : 0;
    } catch (NumberFormatException e) {
      return 0; // a device may send a fraction where a total is due
    }
  }

  /** A number with a fraction; nothing for what is none, or too large to compute with. */
  OptionalDouble decimal(String name) {
    return json.find(name).map(Doc::decimal).orElse(OptionalDouble.empty());
  }

  private static OptionalDouble decimal(JsonValue value) {
    double found = value instanceof JsonNumber number ? number.value().doubleValue() : Double.NaN;
    return Double.isFinite(found) ? OptionalDouble.of(found) : OptionalDouble.empty();
  }

  /** Pairs of numbers; what is none is left out. */
  List<double[]> pairs(String name) {
    List<double[]> pairs = new ArrayList<>();
    for (JsonValue element : elements(name)) {
      if (element instanceof JsonArray array && array.elements().size() == 2) {
        OptionalDouble first = decimal(array.elements().get(0));
        OptionalDouble second = decimal(array.elements().get(1));
        if (first.isPresent() && second.isPresent()) {
          pairs.add(new double[] {first.getAsDouble(), second.getAsDouble()});
        }
      }
    }
    return pairs;
  }

  /** The first of a list that somebody else has chosen the length of. */
  List<Doc> first(String name, int most) {
    List<Doc> all = list(name);
    return all.subList(0, Math.min(most, all.size()));
  }

  /** Seconds since 1970; nothing for 0. */
  Optional<Instant> time(String name) {
    long seconds = number(name);
    return seconds <= 0 || seconds > Instant.MAX.getEpochSecond()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /** Milliseconds since 1970; nothing for 0. */
  Optional<Instant> timeOfMillis(String name) {
    return Optional.of(number(name)).filter(millis -> millis > 0).map(Instant::ofEpochMilli);
  }

  List<String> texts(String name) {
    return elements(name).stream().map(Doc::shown).toList();
  }

  /** Texts as one line. */
  String line(String name) {
    return String.join(", ", texts(name));
  }

  List<Doc> list(String name) {
    List<Doc> list = new ArrayList<>();
    for (JsonValue element : elements(name)) {
      if (element instanceof JsonObject object) {
        list.add(new Doc(object));
      }
    }
    return list;
  }

  private List<JsonValue> elements(String name) {
    return json.find(name).orElse(JsonObject.EMPTY) instanceof JsonArray array
        ? array.elements()
        : List.of();
  }

  Doc object(String name) {
    return json.find(name).orElse(JsonObject.EMPTY) instanceof JsonObject object
        ? new Doc(object)
        : EMPTY;
  }

  /** The members that are documents themselves, by name. */
  Map<String, Doc> objects() {
    TreeMap<String, Doc> objects = new TreeMap<>();
    json.members()
        .forEach(
            (name, value) -> {
              if (value instanceof JsonObject object) {
                objects.put(name, new Doc(object));
              }
            });
    return objects;
  }

  /** The members as texts, by name. */
  Map<String, String> entries() {
    TreeMap<String, String> entries = new TreeMap<>();
    json.members().forEach((name, value) -> entries.put(name, shown(value)));
    return entries;
  }

  /** A value as people read it: a text without its quotation marks. */
  static String shown(JsonValue value) {
    return value instanceof JsonString text ? text.value() : value.toJson();
  }
}
