package io.omniedge.gateway.yaml;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Members of an object that an operator wrote, with errors that name line, place, value and reason.
 * Unlike with a message of a newer program, a member nobody asked for is a typing error: {@link
 * #end} refuses it.
 */
public final class Section {
  private final JsonObject object;
  private final String place;
  private final Map<String, Integer> lines;
  private final Set<String> asked = new TreeSet<>();

  private Section(JsonObject object, String place, Map<String, Integer> lines) {
    this.object = object;
    this.place = place;
    this.lines = lines;
  }

  /** All of a document. */
  public static Section of(YamlDocument document) {
    return new Section(document.root(), "", document.lines());
  }

  /** Whether it is there. */
  public boolean has(String name) {
    asked.add(name);
    return object.find(name).isPresent();
  }

  /** Whether it is there and a text. */
  public boolean isText(String name) {
    return object.find(name).filter(JsonString.class::isInstance).isPresent();
  }

  /** A text of 1 to so many characters. */
  public String text(String name, int maxChars) throws ProtocolException {
    JsonValue value = required(name);
    if (!(value instanceof JsonString text)) {
      throw wrong(name, "it must be a text" + (value instanceof JsonNumber ? ", in quotes" : ""));
    }
    int length = text.value().length();
    boolean visible = text.value().codePoints().noneMatch(Character::isISOControl);
    if (length < 1 || length > maxChars || !visible || text.value().isBlank()) {
      throw wrong(name, "it must have 1 to " + maxChars + " characters that can be seen");
    }
    return text.value();
  }

  /** A text, or null. */
  public @Nullable String optionalText(String name, int maxChars) throws ProtocolException {
    return has(name) ? text(name, maxChars) : null;
  }

  /** A number within these. */
  public double number(String name, double min, double max) throws ProtocolException {
    if (required(name) instanceof JsonNumber number) {
      double value = number.value().doubleValue();
      if (value >= min && value <= max) {
        return value;
      }
    }
    throw wrong(name, "it must be a number from " + plain(min) + " to " + plain(max));
  }

  /** A number within these, or another one if there is none. */
  public double number(String name, double min, double max, double otherwise)
      throws ProtocolException {
    return has(name) ? number(name, min, max) : otherwise;
  }

  /** An integer within these. */
  public int integer(String name, int min, int max) throws ProtocolException {
    if (required(name) instanceof JsonNumber number && number.isSafeInteger()) {
      long value = number.value().longValueExact();
      if (value >= min && value <= max) {
        return (int) value;
      }
    }
    throw wrong(name, "it must be an integer from " + min + " to " + max);
  }

  /** One of the words of this enum. */
  public <E extends Enum<E>> E choice(String name, Class<E> type) throws ProtocolException {
    List<String> words = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      words.add(word(constant));
      if (required(name) instanceof JsonString text && text.value().equals(word(constant))) {
        return constant;
      }
    }
    throw wrong(name, "it must be one of " + String.join(", ", words));
  }

  /** One of the words of this enum, or null. */
  public <E extends Enum<E>> @Nullable E optionalChoice(String name, Class<E> type)
      throws ProtocolException {
    return has(name) ? choice(name, type) : null;
  }

  /** How a constant is written, as iso-20816-3-group-1. */
  public static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** A member that has members. */
  public Section section(String name) throws ProtocolException {
    if (required(name) instanceof JsonObject inner) {
      return new Section(inner, join(name), lines);
    }
    throw wrong(name, "it must have members of its own");
  }

  /** A list of 1 to so many that have members. */
  public List<Section> sections(String name, int max) throws ProtocolException {
    if (!(required(name) instanceof JsonArray array)
        || array.elements().isEmpty()
        || array.elements().size() > max) {
      throw wrong(name, "it must be a list of 1 to " + max);
    }
    List<Section> sections = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      String inner = join(name) + "[" + sections.size() + "]";
      if (!(element instanceof JsonObject members)) {
        throw new ProtocolException(at(inner), element.toJson(), "it must have members of its own");
      }
      sections.add(new Section(members, inner, lines));
    }
    return sections;
  }

  /** Yes or no. */
  public boolean flag(String name) throws ProtocolException {
    if (required(name) instanceof JsonBoolean flag) {
      return flag.value();
    }
    throw wrong(name, "it must be true or false");
  }

  /** Up to so many texts of one shape; none if it is not there. */
  public List<String> texts(String name, int max, Pattern shape) throws ProtocolException {
    if (!has(name)) {
      return List.of();
    }
    if (!(required(name) instanceof JsonArray array) || array.elements().size() > max) {
      throw wrong(name, "it must be a list of at most " + max);
    }
    List<String> texts = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      if (!(element instanceof JsonString text) || !shape.matcher(text.value()).matches()) {
        throw new ProtocolException(
            at(join(name) + "[" + texts.size() + "]"),
            element.toJson(),
            "it must be a text of the shape " + shape.pattern());
      }
      texts.add(text.value());
    }
    return texts;
  }

  /** A text of one shape. */
  public String text(String name, Pattern shape) throws ProtocolException {
    if (required(name) instanceof JsonString text && shape.matcher(text.value()).matches()) {
      return text.value();
    }
    throw wrong(name, "it must be a text of the shape " + shape.pattern());
  }

  /** The names of all members; whoever asks has asked for each. */
  public Set<String> names() {
    asked.addAll(object.members().keySet());
    return Set.copyOf(object.members().keySet());
  }

  /** Refuses members that nobody asked for. */
  public void end() throws ProtocolException {
    for (String name : object.members().keySet()) {
      if (!asked.contains(name)) {
        throw new ProtocolException(
            at(join(name)), "", "no such setting; there are " + String.join(", ", asked));
      }
    }
  }

  /** An error about a member. */
  public ProtocolException wrong(String name, String reason) {
    return new ProtocolException(
        at(join(name)), object.find(name).map(JsonValue::toJson).orElse(""), reason);
  }

  /** What the constructor of a value refuses, as an error about this section. */
  public ProtocolException wrong(IllegalArgumentException e) {
    return new ProtocolException(at(place), "", String.valueOf(e.getMessage()));
  }

  private JsonValue required(String name) throws ProtocolException {
    asked.add(name);
    JsonValue value = object.members().get(name);
    if (value == null) {
      throw new ProtocolException(at(place), "", name + " is missing");
    }
    return value;
  }

  private String join(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  private String at(String where) {
    return "line " + lines.getOrDefault(where, 1) + (where.isEmpty() ? "" : ", " + where);
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
