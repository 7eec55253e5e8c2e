package io.omniedge.protocol.json;

/**
 * A text.
 *
 * @param value well-formed UTF-16, or it could not be written
 */
public record JsonString(String value) implements JsonValue {
  @Override
  public String toString() {
    return toJson();
  }
}
