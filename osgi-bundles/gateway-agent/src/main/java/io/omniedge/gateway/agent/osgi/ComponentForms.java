package io.omniedge.gateway.agent.osgi;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.OCD;
import org.eclipse.kura.configuration.metatype.Option;

/**
 * The form of a component as a document: {@code {"name", "description", "factory", "attributes":
 * [{"id", "name", "description", "type", "cardinality", "required", "min", "max", "default",
 * "options": [{"label", "value"}]}]}}. Minimum, maximum, default and the values of options are
 * texts, as in the metatype; type is one of string, long, double, float, integer, byte, char,
 * boolean, short, password.
 */
final class ComponentForms {
  private ComponentForms() {}

  /**
   * The document.
   *
   * @param isFactory whether instances of it can be made and deleted
   */
  static JsonObject of(OCD form, boolean isFactory) {
    List<JsonValue> attributes = new ArrayList<>();
    form.getAD().forEach(attribute -> attributes.add(of(attribute)));
    return JsonObject.builder()
        .put("name", form.getName())
        .putIfPresent("description", Optional.ofNullable(form.getDescription()))
        .put("factory", isFactory)
        .put("attributes", new JsonArray(attributes))
        .build();
  }

  private static JsonObject of(AD attribute) {
    JsonObject.Builder document =
        JsonObject.builder()
            .put("id", attribute.getId())
            .putIfPresent("name", Optional.ofNullable(attribute.getName()))
            .putIfPresent("description", Optional.ofNullable(attribute.getDescription()))
            .put("type", attribute.getType().value().toLowerCase(Locale.ROOT))
            .put("cardinality", attribute.getCardinality())
            .put("required", attribute.isRequired())
            .putIfPresent("min", Optional.ofNullable(attribute.getMin()))
            .putIfPresent("max", Optional.ofNullable(attribute.getMax()))
            .putIfPresent("default", Optional.ofNullable(attribute.getDefault()));
    if (!attribute.getOption().isEmpty()) {
      List<JsonValue> options = new ArrayList<>();
      for (Option option : attribute.getOption()) {
        options.add(
            JsonObject.builder()
                .put("label", new JsonString(option.getLabel()))
                .put("value", new JsonString(option.getValue()))
                .build());
      }
      document.put("options", new JsonArray(options));
    }
    return document.build();
  }
}
