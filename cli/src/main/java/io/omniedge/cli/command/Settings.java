package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Changes of a gateway's components, as people write them. The type of a value is that of its form:
 * 8080 may be a number or a text, and the gateway may have it from a file that has only texts.
 * Where there is no form, the value that the gateway reports decides.
 */
final class Settings {
  private final Context context;
  private final JsonObject reported;
  private final JsonObject desired;
  private final JsonObject forms;
  private final TreeMap<String, JsonValue> changes = new TreeMap<>();

  Settings(Context context, JsonObject reported, JsonObject desired, JsonObject forms) {
    this.context = context;
    this.reported = View.object(reported, "components");
    this.desired = View.object(desired, "components");
    this.forms = View.object(forms, "forms");
  }

  /** A value as it is written in a setting. */
  static String shown(JsonValue value) {
    return switch (value) {
      case JsonBoolean flag -> flag.toJson();
      case JsonArray array ->
          array.elements().stream().map(Settings::shown).collect(Collectors.joining(", "));
      default -> View.text(value);
    };
  }

  /** The components of the document to send: what is changed and nothing else. */
  JsonObject changes(List<String> settings) throws Failure {
    TreeSet<String> pids = new TreeSet<>(reported.members().keySet());
    pids.addAll(desired.members().keySet());
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      if (equals < 1) {
        throw Failure.input(
            "setting",
            "\"" + setting + "\" is no setting",
            "as in: io.omniedge.gateway.monitoring.Metrics.port=9600");
      }
      PropertyName name = PropertyName.parse(setting.substring(0, equals), pids);
      if (name.property().isEmpty()) {
        throw Failure.input(
            "setting", "\"" + name.pid() + "\" is a component: which property of it?", "");
      }
      put(name, value(name, setting.substring(equals + 1)));
    }
    return new JsonObject(changes);
  }

  private void put(PropertyName name, JsonValue value) {
    JsonObject.Builder component = JsonObject.builder();
    if (!factory(name.pid()).isEmpty()) {
      component.put("factory", factory(name.pid()));
    }
    TreeMap<String, JsonValue> properties = new TreeMap<>();
    if (changes.get(name.pid()) instanceof JsonObject known) {
      properties.putAll(View.object(known, "properties").members());
    }
    properties.put(name.property(), value);
    changes.put(name.pid(), component.put("properties", new JsonObject(properties)).build());
  }

  private String factory(String pid) {
    return View.first(
        View.text(View.object(reported, pid), "factory"),
        View.text(View.object(desired, pid), "factory"));
  }

  private Optional<JsonObject> form(PropertyName name) {
    JsonObject form = View.object(forms, View.first(factory(name.pid()), name.pid()));
    return View.objects(form, "attributes").stream()
        .filter(attribute -> View.text(attribute, "id").equals(name.property()))
        .findFirst();
  }

  private JsonValue value(PropertyName name, String written) throws Failure {
    String text =
        written.startsWith("@")
            ? TextFile.read(written.substring(1), context).stripTrailing()
            : written;
    Optional<JsonObject> form = form(name);
    return form.isPresent() ? typed(name, text, form.get()) : alike(name, text);
  }

  private static JsonValue typed(PropertyName name, String text, JsonObject form) throws Failure {
    String type = View.text(form, "type");
    if (Math.abs(View.number(form, "cardinality")) > 1) {
      List<JsonValue> elements = new ArrayList<>();
      for (String element : elements(text)) {
        elements.add(one(name, element, type));
      }
      return new JsonArray(elements);
    }
    // A password that is empty is none.
    return type.equals("password") && text.isEmpty() ? JsonNull.NULL : one(name, text, type);
  }

  private static JsonValue one(PropertyName name, String text, String type) throws Failure {
    return switch (type) {
      case "boolean" -> flag(name, text);
      case "byte", "short", "integer", "long", "float", "double" -> number(name, text);
      default -> new JsonString(text);
    };
  }

  /** Of the type that the gateway reports. */
  private JsonValue alike(PropertyName name, String text) throws Failure {
    JsonValue now =
        View.object(View.object(reported, name.pid()), "properties")
            .find(name.property())
            .orElse(new JsonString(""));
    return switch (now) {
      case JsonNumber _ -> number(name, text);
      case JsonBoolean _ -> flag(name, text);
      case JsonArray array -> array(name, text, array);
      default -> new JsonString(text);
    };
  }

  private static JsonValue flag(PropertyName name, String text) throws Failure {
    if (!text.equals("true") && !text.equals("false")) {
      throw wrong(name, text, "it must be true or false");
    }
    return JsonBoolean.of(text.equals("true"));
  }

  private static List<String> elements(String text) {
    return text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private static JsonValue array(PropertyName name, String text, JsonArray now) throws Failure {
    boolean numbers = !now.elements().isEmpty() && now.elements().get(0) instanceof JsonNumber;
    List<JsonValue> elements = new ArrayList<>();
    for (String element : elements(text)) {
      elements.add(numbers ? number(name, element) : new JsonString(element));
    }
    return new JsonArray(elements);
  }

  private static JsonValue number(PropertyName name, String text) throws Failure {
    try {
      if (JsonReader.read(text) instanceof JsonNumber number) {
        return number;
      }
    } catch (ProtocolException e) {
      throw wrong(name, text, "it must be a number");
    }
    throw wrong(name, text, "it must be a number");
  }

  private static Failure wrong(PropertyName name, String text, String reason) {
    return Failure.input(
        "setting",
        name.pid()
            + "."
            + name.property()
            + " \""
            + ProtocolException.shown(text)
            + "\": "
            + reason,
        "");
  }
}
