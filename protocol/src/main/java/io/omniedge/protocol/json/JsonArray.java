package io.omniedge.protocol.json;

import java.util.Collection;
import java.util.List;

/**
 * An array.
 *
 * @param elements in their order
 */
public record JsonArray(List<JsonValue> elements) implements JsonValue {
  /** Copies. */
  public JsonArray {
    elements = List.copyOf(elements);
  }

  /** An array of texts. */
  public static JsonArray ofTexts(Collection<String> texts) {
    return new JsonArray(texts.stream().<JsonValue>map(JsonString::new).toList());
  }

  @Override
  public String toString() {
    return toJson();
  }
}
