package io.omniedge.manager.configuration;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The forms of a device's components and factories: which properties each has.
 *
 * @param byPid of a component or a factory
 */
record Forms(Map<String, Form> byPid) {
  /** Of a device that sent none. */
  static final Forms NONE = new Forms(Map.of());

  /**
   * The form of a component, or of all instances of a factory.
   *
   * @param isFactory whether instances can be made of it
   * @param attributes by their names
   */
  record Form(boolean isFactory, Map<String, Attribute> attributes) {
    Form {
      attributes = Map.copyOf(attributes);
    }

    private static Form of(JsonObject document) {
      Map<String, Attribute> attributes = new HashMap<>();
      if (document.find("attributes").orElse(JsonNull.NULL) instanceof JsonArray array) {
        for (JsonValue element : array.elements()) {
          if (element instanceof JsonObject attribute
              && attribute.find("id").orElse(JsonNull.NULL) instanceof JsonString id) {
            attributes.putIfAbsent(id.value(), Attribute.of(attribute));
          }
        }
      }
      return new Form(document.find("factory").equals(Optional.of(JsonBoolean.TRUE)), attributes);
    }

    Optional<Attribute> find(String property) {
      return Optional.ofNullable(attributes.get(property));
    }
  }

  Forms {
    byPid = Map.copyOf(byPid);
  }

  /** Reads the document that the device sent; what is odd in it is left out. */
  static Forms of(JsonObject document) {
    Map<String, Form> forms = new HashMap<>();
    if (document.find("forms").orElse(JsonNull.NULL) instanceof JsonObject object) {
      object
          .members()
          .forEach(
              (pid, form) -> {
                if (form instanceof JsonObject described) {
                  forms.put(pid, Form.of(described));
                }
              });
    }
    return new Forms(forms);
  }

  boolean isEmpty() {
    return byPid.isEmpty();
  }

  /** Of a component that is an instance of the factory, if it is of one. */
  Optional<Form> find(String pid, Optional<String> factory) {
    return Optional.ofNullable(byPid.get(factory.orElse(pid)));
  }

  Optional<Attribute> find(String pid, Optional<String> factory, String property) {
    return find(pid, factory).flatMap(form -> form.find(property));
  }
}
