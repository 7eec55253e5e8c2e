package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is wanted of a gateway's components, with some properties changed. The type of a value is
 * that of the value the gateway reports: 8080 may be a number or a text.
 */
final class Settings {
  private final Context context;
  private final JsonObject reported;
  private final TreeMap<String, JsonValue> components;

  Settings(Context context, JsonObject reported, JsonObject desired) {
    this.context = context;
    this.reported = View.object(reported, "components");
    this.components = new TreeMap<>(View.object(desired, "components").members());
  }

  /** The components of the document to send. */
  JsonObject changed(List<String> settings) throws Failure {
    TreeSet<String> pids = new TreeSet<>(reported.members().keySet());
    pids.addAll(components.keySet());
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
    return new JsonObject(components);
  }

  private void put(PropertyName name, JsonValue value) {
    JsonObject component =
        components.get(name.pid()) instanceof JsonObject known
            ? known
            : withFactory(View.object(reported, name.pid()));
    TreeMap<String, JsonValue> properties =
        new TreeMap<>(View.object(component, "properties").members());
    properties.put(name.property(), value);
    TreeMap<String, JsonValue> members = new TreeMap<>(component.members());
    members.put("properties", new JsonObject(properties));
    components.put(name.pid(), new JsonObject(members));
  }

  /** Only what is named is wanted; the rest of the component stays as it is on the gateway. */
  private static JsonObject withFactory(JsonObject component) {
    JsonObject.Builder wanted = JsonObject.builder();
    String factory = View.text(component, "factory");
    return factory.isEmpty() ? wanted.build() : wanted.put("factory", factory).build();
  }

  private JsonValue value(PropertyName name, String written) throws Failure {
    String text =
        written.startsWith("@")
            ? TextFile.read(written.substring(1), context).stripTrailing()
            : written;
    JsonValue now =
        View.object(View.object(reported, name.pid()), "properties")
            .find(name.property())
            .orElse(new JsonString(""));
    return switch (now) {
      case JsonNumber _ -> number(name, text);
      case JsonBoolean _ -> {
        if (!text.equals("true") && !text.equals("false")) {
          throw wrong(name, text, "it must be true or false");
        }
        yield JsonBoolean.of(text.equals("true"));
      }
      case JsonArray array -> array(name, text, array);
      default -> new JsonString(text);
    };
  }

  private static JsonValue array(PropertyName name, String text, JsonArray now) throws Failure {
    boolean numbers = !now.elements().isEmpty() && now.elements().get(0) instanceof JsonNumber;
    List<JsonValue> elements = new ArrayList<>();
    for (String element : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      elements.add(numbers ? number(name, element.strip()) : new JsonString(element.strip()));
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
