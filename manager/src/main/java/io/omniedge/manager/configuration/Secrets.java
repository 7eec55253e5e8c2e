package io.omniedge.manager.configuration;

import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which properties of a device are passwords: its forms say so. Where there is no form, as of a
 * device that has never been here, a name that sounds like one is enough.
 */
final class Secrets {
  private static final Pattern SOUNDS_SECRET =
      Pattern.compile(
          "passw|passphrase|secret|token|credential|psk|pre-?shared|private-?key|setup-?key",
          Pattern.CASE_INSENSITIVE);

  private final JsonObject forms;

  /** With the document of forms that the device sent. */
  Secrets(Optional<JsonObject> document) {
    forms = document.flatMap(found -> object(found, "forms")).orElse(JsonObject.EMPTY);
  }

  private static Optional<JsonObject> object(JsonObject of, String name) {
    return of.find(name).flatMap(value -> as(JsonObject.class, value));
  }

  private static <T> Optional<T> as(Class<T> type, JsonValue value) {
    return type.isInstance(value) ? Optional.of(type.cast(value)) : Optional.empty();
  }

  boolean contains(String pid, Optional<String> factory, String property) {
    JsonString id = new JsonString(property);
    return object(forms, factory.orElse(pid))
        .flatMap(form -> form.find("attributes"))
        .flatMap(attributes -> as(JsonArray.class, attributes))
        .map(JsonArray::elements)
        .flatMap(
            attributes ->
                attributes.stream()
                    .flatMap(attribute -> as(JsonObject.class, attribute).stream())
                    .filter(attribute -> attribute.find("id").equals(Optional.of(id)))
                    .findFirst())
        .map(form -> form.find("type").equals(Optional.of(new JsonString("password"))))
        .orElseGet(() -> SOUNDS_SECRET.matcher(property).find());
  }

  /** What people see in its place; that nothing is set they may see. */
  static JsonValue hidden(JsonValue value) {
    return switch (value) {
      case JsonArray array ->
          new JsonArray(array.elements().stream().map(Secrets::hidden).toList());
      case JsonString text when text.value().isEmpty() -> text;
      default -> new JsonString(ReportedConfiguration.HIDDEN);
    };
  }

  /** Whether it stands for something that is not told. */
  static boolean isHidden(JsonValue value) {
    Stream<JsonValue> values =
        value instanceof JsonArray array ? array.elements().stream() : Stream.of(value);
    return values.anyMatch(new JsonString(ReportedConfiguration.HIDDEN)::equals);
  }
}
