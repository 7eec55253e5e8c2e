package io.omniedge.protocol.json;

import io.omniedge.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads the members of an object that a stranger sent: each with its type and its bounds, and an
 * error that names the place. Members nobody asks for are ignored, so that a newer sender may have
 * more of them.
 */
public final class Fields {
  private final JsonObject object;
  private final String place;

  private Fields(JsonObject object, String place) {
    this.object = object;
    this.place = place;
  }

  /** The members of a document. */
  public static Fields of(JsonObject object) {
    return new Fields(object, "");
  }

  /** How an element or member is read. */
  @FunctionalInterface
  public interface Reader<T> {
    /** Reads it, or says what is wrong with it. */
    T read(Fields fields) throws ProtocolException;
  }

  /** How a text becomes a value; refuses by IllegalArgumentException. */
  @FunctionalInterface
  public interface Parser<T> {
    /** The value. */
    T parse(String text);
  }

  /** The object itself. */
  public JsonObject object() {
    return object;
  }

  /** A text of 1 to {@code max} characters. */
  public String text(String name, int max) throws ProtocolException {
    return textOf(required(name), place(name), 1, max);
  }

  /** A text of the pattern's shape. */
  public String text(String name, Pattern shape) throws ProtocolException {
    String value = textOf(required(name), place(name), 0, 4096);
    if (!shape.matcher(value).matches()) {
      throw new ProtocolException(place(name), value, "its shape must be " + shape.pattern());
    }
    return value;
  }

  /** A text of at most {@code max} characters, if the member is there. */
  public Optional<String> optionalText(String name, int max) throws ProtocolException {
    Optional<JsonValue> value = object.find(name);
    return value.isEmpty()
        ? Optional.empty()
        : Optional.of(textOf(value.get(), place(name), 0, max));
  }

  /** A text that something parses. */
  public <T> T parsed(String name, int max, Parser<T> parser) throws ProtocolException {
    return parse(text(name, max), place(name), parser);
  }

  /** An integer in these bounds. */
  public long integer(String name, long min, long max) throws ProtocolException {
    return integerOf(required(name), place(name), min, max);
  }

  /** An integer in these bounds, or what it is if it is not there. */
  public long integer(String name, long min, long max, long otherwise) throws ProtocolException {
    return object.find(name).isPresent() ? integer(name, min, max) : otherwise;
  }

  /** A boolean. */
  public boolean flag(String name) throws ProtocolException {
    if (required(name) instanceof JsonBoolean flag) {
      return flag.value();
    }
    throw new ProtocolException(place(name), required(name).toJson(), "it must be true or false");
  }

  /** A boolean, or what it is if it is not there. */
  public boolean flag(String name, boolean otherwise) throws ProtocolException {
    return object.find(name).isPresent() ? flag(name) : otherwise;
  }

  /** An object. */
  public Fields object(String name) throws ProtocolException {
    return objectOf(required(name), place(name));
  }

  /** An object, empty if it is not there. */
  public Fields objectOrEmpty(String name) throws ProtocolException {
    return object.find(name).isPresent() ? object(name) : new Fields(JsonObject.EMPTY, place(name));
  }

  /** Objects, at most {@code max}; none if the member is not there. */
  public <T> List<T> list(String name, int max, Reader<T> reader) throws ProtocolException {
    List<JsonValue> elements = elements(name, max);
    List<T> read = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      read.add(reader.read(objectOf(elements.get(i), place(name) + "[" + i + "]")));
    }
    return List.copyOf(read);
  }

  /** Texts, at most {@code max}, each parsed; none if the member is not there. */
  public <T> List<T> texts(String name, int max, int maxLength, Parser<T> parser)
      throws ProtocolException {
    List<JsonValue> elements = elements(name, max);
    List<T> read = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      String at = place(name) + "[" + i + "]";
      read.add(parse(textOf(elements.get(i), at, 1, maxLength), at, parser));
    }
    return List.copyOf(read);
  }

  /** Objects by their names, at most {@code max}; none if the member is not there. */
  public <T> SortedMap<String, T> map(String name, int max, Reader<T> reader)
      throws ProtocolException {
    Fields inner = objectOrEmpty(name);
    Map<String, JsonValue> members = inner.object.members();
    if (members.size() > max) {
      throw new ProtocolException(
          inner.place, members.size() + " members", "at most " + max + " are taken");
    }
    TreeMap<String, T> read = new TreeMap<>();
    for (Map.Entry<String, JsonValue> member : members.entrySet()) {
      read.put(
          member.getKey(), reader.read(objectOf(member.getValue(), inner.place(member.getKey()))));
    }
    return Collections.unmodifiableSortedMap(read);
  }

  /** Refuses a member of another name than these: one that is mistyped would not be missed. */
  public void only(String... names) throws ProtocolException {
    TreeSet<String> known = new TreeSet<>(List.of(names));
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        throw wrong(
            ProtocolException.shown(name),
            "",
            "there is no such member here; there are " + String.join(", ", known));
      }
    }
  }

  /** An error about a member of this object. */
  public ProtocolException wrong(String name, String value, String reason) {
    return new ProtocolException(place(name), value, reason);
  }

  private List<JsonValue> elements(String name, int max) throws ProtocolException {
    Optional<JsonValue> value = object.find(name);
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof JsonArray array)) {
      throw new ProtocolException(place(name), value.get().toJson(), "it must be an array");
    }
    if (array.elements().size() > max) {
      throw new ProtocolException(
          place(name), array.elements().size() + " elements", "at most " + max + " are taken");
    }
    return array.elements();
  }

  private JsonValue required(String name) throws ProtocolException {
    Optional<JsonValue> value = object.find(name);
    if (value.isEmpty()) {
      throw new ProtocolException(place(name), "", "it is missing");
    }
    return value.get();
  }

  private String place(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  private static Fields objectOf(JsonValue value, String place) throws ProtocolException {
    if (value instanceof JsonObject object) {
      return new Fields(object, place);
    }
    throw new ProtocolException(place, value.toJson(), "it must be an object");
  }

  private static String textOf(JsonValue value, String place, int min, int max)
      throws ProtocolException {
    if (!(value instanceof JsonString text)) {
      throw new ProtocolException(place, value.toJson(), "it must be a text");
    }
    int length = text.value().length();
    if (length < min || length > max) {
      throw new ProtocolException(
          place, text.value(), "it must have " + min + " to " + max + " characters");
    }
    return text.value();
  }

  private static long integerOf(JsonValue value, String place, long min, long max)
      throws ProtocolException {
    if (value instanceof JsonNumber number && number.isSafeInteger()) {
      long integer = number.value().longValueExact();
      if (integer >= min && integer <= max) {
        return integer;
      }
    }
    throw new ProtocolException(
        place, value.toJson(), "it must be an integer from " + min + " to " + max);
  }

  private static <T> T parse(String text, String place, Parser<T> parser) throws ProtocolException {
    try {
      return parser.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ProtocolException(place, text, String.valueOf(e.getMessage()));
    }
  }
}
