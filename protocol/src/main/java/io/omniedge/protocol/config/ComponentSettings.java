package io.omniedge.protocol.config;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import java.util.Optional;

/**
 * The configuration of one component.
 *
 * @param factory the factory it is an instance of, if it is one
 * @param properties by name: texts, numbers, booleans, arrays of them; the metatype says the types
 */
public record ComponentSettings(Optional<String> factory, JsonObject properties) {
  /** Reads {@code {"factory": …, "properties": {…}}}. */
  public static ComponentSettings read(Fields fields) throws ProtocolException {
    return new ComponentSettings(
        fields.optionalText("factory", 255), fields.objectOrEmpty("properties").object());
  }

  /** As documents have it. */
  public JsonObject toJson() {
    return JsonObject.builder()
        .putIfPresent("factory", factory)
        .put("properties", properties)
        .build();
  }
}
