package io.omniedge.manager.configuration;

import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNull;
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

  private final Forms forms;

  /** With what the device sent, if it sent any. */
  Secrets(Forms forms) {
    this.forms = forms;
  }

  boolean contains(String pid, Optional<String> factory, String property) {
    return forms
        .find(pid, factory, property)
        .map(Attribute::isPassword)
        .orElseGet(() -> SOUNDS_SECRET.matcher(property).find());
  }

  /** What people see in its place; that nothing is set they may see. */
  static JsonValue hidden(JsonValue value) {
    return switch (value) {
      case JsonArray array ->
          new JsonArray(array.elements().stream().map(Secrets::hidden).toList());
      case JsonString text when text.value().isEmpty() -> text;
      case JsonNull none -> none;
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
