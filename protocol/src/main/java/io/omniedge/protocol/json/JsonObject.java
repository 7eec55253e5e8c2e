package io.omniedge.protocol.json;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An object with its members in the order of their names' UTF-16 code units [RFC 8785, 3.2.3].
 *
 * @param members never changed after
 */
public record JsonObject(SortedMap<String, JsonValue> members) implements JsonValue {
  /** Without members. */
  public static final JsonObject EMPTY = new JsonObject(new TreeMap<>());

  /** Copies. */
  public JsonObject {
    members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
  }

  /** An object of these members. */
  public static JsonObject of(Map<String, ? extends JsonValue> members) {
    return new JsonObject(new TreeMap<>(members));
  }

  /** The member of that name, if there is one; a null in the document is one. */
  public Optional<JsonValue> find(String name) {
    return Optional.ofNullable(members.get(name));
  }

  /** Starts an object. */
  public static Builder builder() {
    return new Builder();
  }

  /** The same text for the same document. */
  @Override
  public String toString() {
    return toJson();
  }

  /** Collects members; one thread. */
  public static final class Builder {
    private final TreeMap<String, JsonValue> members = new TreeMap<>();

    private Builder() {}

    /** Sets a member. */
    public Builder put(String name, JsonValue value) {
      members.put(name, value);
      return this;
    }

    /** Sets a text. */
    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    /** Sets an integer. */
    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Sets a boolean. */
    public Builder put(String name, boolean value) {
      return put(name, JsonBoolean.of(value));
    }

    /** Sets texts. */
    public Builder put(String name, List<String> values) {
      return put(name, JsonArray.ofTexts(values));
    }

    /** Sets a text unless there is none. */
    public Builder putIfPresent(String name, Optional<String> value) {
      value.ifPresent(text -> put(name, text));
      return this;
    }

    /** Sets a member unless it is null. */
    public Builder putIfNotNull(String name, @Nullable JsonValue value) {
      return value == null ? this : put(name, value);
    }

    /** The object as it is now. */
    public JsonObject build() {
      return new JsonObject(members);
    }
  }
}
