package io.omniedge.plugin.trial;

import io.omniedge.plugin.pack.Capability;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Calls of a plugin that were recorded, or made up: one JSON object a line. The first may say what
 * is given: {@code {"given":{"configuration":{…},"points":{…},"vpn-state":{…},"denied":["kv"],
 * "now":…}}}.
 *
 * @param configuration values of the form that are not the initial ones
 * @param points of the plant
 * @param vpnState what the plugin sees of the tunnel
 * @param denied capabilities that are not granted
 * @param nowMillis since 1970; nothing for the time it is
 * @param calls in their order
 */
public record Recording(
    Map<String, String> configuration,
    Map<String, Double> points,
    JsonObject vpnState,
    Set<Capability> denied,
    OptionalLong nowMillis,
    List<RecordedCall> calls) {
  private static final int MAX_LINE_BYTES = 8 << 20;
  private static final String ENDED = "ended";
  private static final Set<String> ERRORS =
      Set.of("bad-input", "denied", "internal", "unsupported", ENDED);
  private static final Set<String> MEMBERS =
      Set.of("call", "question", "samples", "answer", "error", "now", "reload");
  private static final Set<String> GIVEN =
      Set.of("configuration", "points", "vpn-state", "denied", "now");
  private static final long LAST_MILLIS = 253_402_300_799_999L; // of the year 9999

  /** Copies. */
  public Recording {
    configuration = Map.copyOf(configuration);
    points = Map.copyOf(points);
    denied = Set.copyOf(denied);
    calls = List.copyOf(calls);
  }

  /**
   * Reads the lines of a file.
   *
   * @param manifest of the plugin that it is for
   * @throws ProtocolException that names the line
   */
  public static Recording read(String text, Manifest manifest) throws ProtocolException {
    JsonObject given = JsonObject.EMPTY;
    List<RecordedCall> calls = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        JsonObject object = object(line);
        Optional<JsonValue> settings = object.find("given");
        if (settings.isEmpty()) {
          calls.add(call(number, object, manifest.type()));
        } else if (!calls.isEmpty() || !(settings.get() instanceof JsonObject found)) {
          throw new ProtocolException("given", "", "it is an object on the first line");
        } else {
          given = found;
          checkMembers(given, GIVEN);
          Recording unused = of(given, manifest, List.of());
        }
      } catch (ProtocolException e) {
        throw new ProtocolException("line " + number, "", String.valueOf(e.getMessage()));
      }
    }
    if (calls.isEmpty()) {
      throw new ProtocolException("", "", "there is no call in it");
    }
    return of(given, manifest, calls);
  }

  private static JsonObject object(String line) throws ProtocolException {
    if (line.length() > MAX_LINE_BYTES) {
      throw new ProtocolException("", "", "it is longer than " + MAX_LINE_BYTES + " characters");
    }
    if (JsonReader.read(line) instanceof JsonObject object) {
      return object;
    }
    throw new ProtocolException("", line, "it is no JSON object");
  }

  private static void checkMembers(JsonObject object, Set<String> known) throws ProtocolException {
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        throw new ProtocolException(name, "", "nobody knows what that means here");
      }
    }
  }

  private static RecordedCall call(int line, JsonObject object, PluginType type)
      throws ProtocolException {
    checkMembers(object, MEMBERS);
    Fields fields = Fields.of(object);
    boolean isReload = object.find(RecordedCall.RELOAD).isPresent();
    String call = isReload ? RecordedCall.RELOAD : fields.text("call", 64);
    if (!isReload && !isCall(call, type)) {
      throw fields.wrong(
          "call", call, "plugins of the type " + type.text() + " are not asked that");
    }
    Optional<SampleBlock> samples = Optional.empty();
    if (object.find("samples").isPresent()) {
      samples = Optional.of(SampleBlock.read(object.find("samples").get(), "samples"));
    }
    Optional<String> error = fields.optionalText("error", 20);
    if (error.isPresent() && !ERRORS.contains(error.get())) {
      throw fields.wrong("error", error.get(), "it is one of " + ERRORS.stream().sorted().toList());
    }
    return new RecordedCall(
        line,
        call,
        object.find("question").isPresent()
            ? fields.object("question").object()
            : JsonObject.builder().put("v", 1).build(),
        samples,
        object.find("answer").isPresent()
            ? Optional.of(fields.object("answer").object())
            : Optional.empty(),
        error,
        now(fields));
  }

  private static boolean isCall(String call, PluginType type) {
    return type.required().contains(call)
        || type.optional().contains(call)
        || call.equals("health")
        || call.equals("init");
  }

  private static OptionalLong now(Fields fields) throws ProtocolException {
    return fields.object().find("now").isPresent()
        ? OptionalLong.of(fields.integer("now", 0, LAST_MILLIS))
        : OptionalLong.empty();
  }

  private static Recording of(JsonObject given, Manifest manifest, List<RecordedCall> calls)
      throws ProtocolException {
    Fields fields = Fields.of(given);
    Map<String, String> configuration = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry :
        fields.objectOrEmpty("configuration").object().members().entrySet()) {
      String id = entry.getKey();
      if (manifest.configuration().stream().noneMatch(property -> property.id().equals(id))) {
        throw fields.wrong("configuration", id, "the manifest has no such property");
      }
      configuration.put(id, text(entry.getValue()));
    }
    Map<String, Double> points = new TreeMap<>();
    for (Map.Entry<String, JsonValue> entry :
        fields.objectOrEmpty("points").object().members().entrySet()) {
      if (!(entry.getValue() instanceof JsonNumber number)) {
        throw fields.wrong(
            "points." + entry.getKey(), entry.getValue().toJson(), "it is no number");
      }
      points.put(entry.getKey(), number.value().doubleValue());
    }
    EnumSet<Capability> denied = EnumSet.noneOf(Capability.class);
    denied.addAll(fields.texts("denied", Capability.values().length, 40, Capability::parse));
    return new Recording(
        configuration,
        points,
        fields.objectOrEmpty("vpn-state").object(),
        denied,
        now(fields),
        calls);
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString text ? text.value() : value.toJson();
  }
}
