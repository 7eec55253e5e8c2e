package io.omniedge.gateway.device;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;

/** The schema document of the profiles, as far as JSON Schema is used there. */
final class ProfileSchema {
  private static final JsonObject SCHEMA = schema();

  private ProfileSchema() {}

  private static JsonObject schema() {
    Path file =
        Path.of(System.getProperty("omniedge.root"), "device-profiles", "profile.schema.json");
    try {
      return JsonReader.readObject(Files.readAllBytes(file), 1 << 16);
    } catch (IOException | ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first rule that the value breaks, with its place; empty if it breaks none. */
  static String complaint(JsonValue value) {
    return complaint(SCHEMA, value, "");
  }

  private static String complaint(JsonObject schema, JsonValue value, String place) {
    for (Map.Entry<String, JsonValue> rule : schema.members().entrySet()) {
      String complaint = complaint(schema, rule.getKey(), rule.getValue(), value, place);
      if (!complaint.isEmpty()) {
        return complaint;
      }
    }
    return "";
  }

  private static String complaint(
      JsonObject schema, String rule, JsonValue is, JsonValue value, String place) {
    if (rule.equals("additionalProperties") && value instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : object.members().entrySet()) {
        String inner = place + "." + member.getKey();
        JsonValue properties = schema.find("properties").orElse(JsonObject.EMPTY);
        JsonValue of = ((JsonObject) properties).members().get(member.getKey());
        String complaint =
            of == null ? inner + ": unknown" : complaint((JsonObject) of, member.getValue(), inner);
        if (!complaint.isEmpty()) {
          return complaint;
        }
      }
      return "";
    }
    if (rule.equals("items") && value instanceof JsonArray array) {
      for (JsonValue element : array.elements()) {
        String complaint = complaint((JsonObject) is, element, place + "[]");
        if (!complaint.isEmpty()) {
          return complaint;
        }
      }
      return "";
    }
    return fits(rule, is, value) ? "" : place + ": " + rule + " " + is;
  }

  private static boolean fits(String rule, JsonValue is, JsonValue value) {
    return switch (rule) {
      case "$schema", "title", "description", "properties", "additionalProperties", "items" -> true;
      case "type" -> isOfType(((JsonString) is).value(), value);
      case "enum" -> ((JsonArray) is).elements().contains(value);
      case "required" ->
          !(value instanceof JsonObject object)
              || ((JsonArray) is)
                  .elements().stream()
                      .allMatch(name -> object.find(((JsonString) name).value()).isPresent());
      case "pattern" ->
          !(value instanceof JsonString text)
              || Pattern.compile(((JsonString) is).value()).matcher(text.value()).find();
      case "minimum" ->
          !(value instanceof JsonNumber number) || number.value().compareTo(limit(is)) >= 0;
      case "maximum" ->
          !(value instanceof JsonNumber number) || number.value().compareTo(limit(is)) <= 0;
      case "minLength" -> !(value instanceof JsonString t) || t.value().length() >= count(is);
      case "maxLength" -> !(value instanceof JsonString t) || t.value().length() <= count(is);
      case "minItems" -> !(value instanceof JsonArray a) || a.elements().size() >= count(is);
      case "maxItems" -> !(value instanceof JsonArray a) || a.elements().size() <= count(is);
      default -> throw new IllegalStateException("a rule this test does not know: " + rule);
    };
  }

  private static boolean isOfType(String type, JsonValue value) {
    return switch (type) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof JsonString;
      case "boolean" -> value instanceof JsonBoolean;
      case "integer" -> value instanceof JsonNumber number && number.isSafeInteger();
      default -> throw new IllegalStateException(type);
    };
  }

  private static BigDecimal limit(JsonValue is) {
    return ((JsonNumber) is).value();
  }

  private static int count(JsonValue is) {
    return limit(is).intValueExact();
  }
}
