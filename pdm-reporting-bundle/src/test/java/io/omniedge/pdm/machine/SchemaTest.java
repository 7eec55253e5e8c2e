package io.omniedge.pdm.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.gateway.yaml.Section;
import io.omniedge.gateway.yaml.YamlDocument;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The schema document and the reader must say the same. */
class SchemaTest {
  private static final JsonObject SCHEMA = schema();

  private static JsonObject schema() {
    try (InputStream stream =
        MachineDefinition.class.getResourceAsStream("machine-definition.schema.json")) {
      return JsonReader.readObject(stream == null ? new byte[0] : stream.readAllBytes(), 1 << 16);
    } catch (IOException | ProtocolException e) {
      throw new IllegalStateException(e);
    }
  }

  private static JsonObject parsed(String yaml) throws ProtocolException {
    return YamlDocument.read(yaml.getBytes(StandardCharsets.UTF_8), 1 << 16).root();
  }

  @Test
  void schemaTakesWhatTheReaderTakes() throws ProtocolException {
    assertTrue(fits(SCHEMA, parsed(MachineDefinitionTest.FULL)));
    assertTrue(fits(SCHEMA, parsed(MachineDefinitionTest.SMALL)));
  }

  @Test
  void schemaHasEveryWordOfEveryChoice() {
    assertEquals(words(MachineKind.values()), choices("kind"));
    assertEquals(words(MachineGroup.values()), choices("group"));
    assertEquals(words(Support.values()), choices("support"));
    assertEquals(words(PluginMode.values()), choices("plugin"));
    JsonObject point = object(object(property(SCHEMA, "points"), "items"), "properties");
    assertEquals(words(Axis.values()), object(point, "axis").members().get("enum"));
    assertEquals(words(Mounting.values()), object(point, "mounting").members().get("enum"));
  }

  private static JsonValue words(Enum<?>[] constants) {
    List<String> words = new ArrayList<>();
    for (Enum<?> constant : constants) {
      words.add(Section.word(constant));
    }
    return JsonArray.ofTexts(words);
  }

  private static JsonValue choices(String name) {
    return property(SCHEMA, name).find("enum").orElseThrow();
  }

  @Property(tries = 2_000)
  void readerRefusesWhatTheSchemaRefuses(@ForAll long seed) throws ProtocolException {
    Random random = new Random(seed);
    JsonValue changed = changed(parsed(MachineDefinitionTest.FULL), random);
    boolean fits = fits(SCHEMA, changed);
    try {
      MachineDefinition.read(changed.toJson());
      assertTrue(fits, "taken, and the schema refuses it: " + changed);
    } catch (ProtocolException e) {
      // What is left to the reader are names of the library and what hangs together.
      boolean isAboutShape = e.reason().startsWith("it must") || e.reason().contains("missing");
      assertTrue(!fits || !isAboutShape, e + " although the schema takes it");
    }
  }

  /** The same with one value somewhere else, gone, or of another kind. */
  private static JsonValue changed(JsonValue value, Random random) {
    if (value instanceof JsonObject object && random.nextInt(8) != 0) {
      TreeMap<String, JsonValue> members = new TreeMap<>(object.members());
      List<String> names = new ArrayList<>(members.keySet());
      String name = names.get(random.nextInt(names.size()));
      switch (random.nextInt(10)) {
        case 0 -> members.remove(name);
        case 1 -> members.put("other", members.getOrDefault(name, JsonNull.NULL));
        default -> members.put(name, changed(members.getOrDefault(name, JsonNull.NULL), random));
      }
      return JsonObject.of(members);
    }
    if (value instanceof JsonArray array && random.nextInt(8) != 0) {
      List<JsonValue> elements = new ArrayList<>(array.elements());
      int at = random.nextInt(elements.size());
      elements.set(at, changed(elements.get(at), random));
      return new JsonArray(elements);
    }
    return switch (random.nextInt(6)) {
      case 0 -> new JsonString("x".repeat(random.nextInt(250)));
      case 1 -> new JsonNumber(BigDecimal.valueOf(random.nextInt(500), random.nextInt(4)));
      case 2 -> JsonNumber.of(random.nextInt(200_000) - 1_000);
      case 3 -> JsonNull.NULL;
      case 4 -> new JsonArray(List.of());
      default -> JsonObject.EMPTY;
    };
  }

  /** As much of JSON Schema as ours uses. */
  private static boolean fits(JsonObject schema, JsonValue value) {
    for (Map.Entry<String, JsonValue> rule : schema.members().entrySet()) {
      if (!fits(schema, rule.getKey(), rule.getValue(), value)) {
        return false;
      }
    }
    return true;
  }

  private static boolean fits(JsonObject schema, String rule, JsonValue is, JsonValue value) {
    return switch (rule) {
      case "$schema", "title", "description", "default", "properties" -> true;
      case "type" -> isOfType(((JsonString) is).value(), value);
      case "enum" -> ((JsonArray) is).elements().contains(value);
      case "oneOf" ->
          ((JsonArray) is)
                  .elements().stream().filter(each -> fits((JsonObject) each, value)).count()
              == 1;
      case "required" ->
          !(value instanceof JsonObject object)
              || ((JsonArray) is)
                  .elements().stream()
                      .allMatch(name -> object.find(((JsonString) name).value()).isPresent());
      case "additionalProperties" ->
          !(value instanceof JsonObject object)
              || object.members().entrySet().stream()
                  .allMatch(
                      member ->
                          object(schema, "properties").find(member.getKey()).isPresent()
                              && fits(property(schema, member.getKey()), member.getValue()));
      case "minimum" ->
          !(value instanceof JsonNumber number) || number.value().compareTo(limit(is)) >= 0;
      case "maximum" ->
          !(value instanceof JsonNumber number) || number.value().compareTo(limit(is)) <= 0;
      case "minLength" ->
          !(value instanceof JsonString text) || text.value().length() >= limit(is).intValueExact();
      case "maxLength" ->
          !(value instanceof JsonString text) || text.value().length() <= limit(is).intValueExact();
      case "minItems" ->
          !(value instanceof JsonArray array)
              || array.elements().size() >= limit(is).intValueExact();
      case "maxItems" ->
          !(value instanceof JsonArray array)
              || array.elements().size() <= limit(is).intValueExact();
      case "items" ->
          !(value instanceof JsonArray array)
              || array.elements().stream().allMatch(each -> fits((JsonObject) is, each));
      default -> throw new IllegalStateException("a rule this test does not know: " + rule);
    };
  }

  private static boolean isOfType(String type, JsonValue value) {
    return switch (type) {
      case "object" -> value instanceof JsonObject;
      case "array" -> value instanceof JsonArray;
      case "string" -> value instanceof JsonString;
      case "number" -> value instanceof JsonNumber;
      case "integer" -> value instanceof JsonNumber number && number.isSafeInteger();
      default -> throw new IllegalStateException(type);
    };
  }

  private static BigDecimal limit(JsonValue is) {
    return ((JsonNumber) is).value();
  }

  private static JsonObject property(JsonObject schema, String name) {
    return object(object(schema, "properties"), name);
  }

  private static JsonObject object(JsonObject object, String name) {
    return (JsonObject) object.find(name).orElseThrow();
  }
}
