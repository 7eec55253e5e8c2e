package io.omniedge.manager.configuration;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.manager.problem.Problem;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WishCheckTest {
  private static final String FORMS =
      "{'forms': {'t': {'attributes': [{'id': 'mtu', 'type': 'integer', 'min': '1280', 'max':"
          + " '9000', 'required': true}, {'id': 'small', 'type': 'byte'}, {'id': 'ratio', 'type':"
          + " 'double', 'min': '0'}, {'id': 'on', 'type': 'boolean'}, {'id': 'name', 'type':"
          + " 'string', 'max': '5'}, {'id': 'sign', 'type': 'char'}, {'id': 'mode', 'type':"
          + " 'string', 'options': [{'value': 'auto'}, {'value': 'relay'}]}, {'id': 'step', 'type':"
          + " 'short', 'options': [{'value': '1'}, {'value': '10'}]}, {'id': 'hosts', 'type':"
          + " 'string', 'cardinality': -3, 'max': '5'}, {'id': 'one', 'type': 'string',"
          + " 'cardinality': 1}, {'id': 'pin', 'type': 'password', 'min': '4'}, {'id': 'odd',"
          + " 'type': 'colour', 'min': 'blue'}, {'id': 'strange', 'type': 'integer', 'max': 'x'}]},"
          + " 'f': {'factory': true, 'attributes': [{'id': 'key', 'type': 'string', 'required':"
          + " true}, {'id': 'port', 'type': 'integer', 'required': true, 'default': '1'}]}}}";

  private static JsonObject json(String text) throws ProtocolException {
    return JsonReader.readObject(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8), 1 << 16);
  }

  private static WishCheck check() throws ProtocolException {
    ReportedConfiguration there =
        ReportedConfiguration.fromBytes(
            json("{'revision': 0, 'outcome': 'none', 'components': {'t': {'properties': {'mtu':"
                    + " 1420, 'pin': '***'}}, 'peer': {'factory': 'f', 'properties': {'key':"
                    + " 'k', 'port': 1}}, 'bare': {}}}")
                .toBytes());
    return new WishCheck(Forms.of(json(FORMS)), there.components());
  }

  private static Wish wish(String components, String... deleted) throws ProtocolException {
    return Wish.read(
        Fields.of(
            JsonObject.builder()
                .put("components", json(components))
                .put("deleted", List.of(deleted))
                .build()));
  }

  private static Problem refusal(Wish wish) {
    return assertThrows(Problem.class, () -> check().accept(wish, wish, Wish.NOTHING));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "'mtu': 99999    | \"99999\": it must be 1280 to 9000",
        "'mtu': 1300.5   | \"1300.5\": it must be a whole number",
        "'mtu': '1300'   | \"1300\": it must be a whole number",
        "'mtu': null     | \"null\": it is required",
        "'small': 128    | \"128\": it must be a whole number of 8 bits",
        "'small': 1e300  | it must be a whole number of 8 bits",
        "'ratio': -0.5   | \"-0.5\": it must be at least 0",
        "'ratio': 'half' | \"half\": it must be a number",
        "'on': 'true'    | \"true\": it must be true or false",
        "'name': 'sixsix'| \"sixsix\": it must have at most 5 characters",
        "'name': 5       | \"5\": it must be a text",
        "'sign': ''      | it must be one character",
        "'mode': 'fast'  | \"fast\": it must be one of auto, relay",
        "'step': 2       | \"2\": it must be one of 1, 10",
        "'hosts': 'a'    | \"a\": it must be an array",
        "'hosts': ['a', 'b', 'c', 'd'] | at most 3 values are taken",
        "'hosts': ['a', 'bbbbbb']      | it must have at most 5 characters",
        "'one': ['a']    | it must be a text",
        "'nothing': 1    | \"1\": the component has no such property"
      })
  void namesPropertyValueAndReason(String property, String words) throws ProtocolException {
    Problem problem = refusal(wish("{'t': {'properties': {" + property + "}}}"));
    String name = property.substring(1, property.indexOf('\'', 1));
    assertEquals(422, problem.status());
    assertEquals("components.t.properties." + name, problem.field());
    String said = String.valueOf(problem.getMessage());
    assertEquals(true, said.endsWith(words), said);
  }

  @Test
  void takesWhatTheFormAllows() throws ProtocolException {
    Wish wish =
        wish(
            "{'t': {'properties': {'mtu': 1280, 'small': -128, 'ratio': 0.5, 'on': true, 'name':"
                + " null, 'sign': 'x', 'mode': 'relay', 'step': 10, 'hosts': ['a'], 'one': 'a',"
                + " 'pin': '***', 'odd': {}, 'strange': 99}}, 'peer': {'properties': {'port': 2}},"
                + " 'new': {'factory': 'f', 'properties': {'key': 'k'}}}");
    WishCheck check = check();
    assertDoesNotThrow(() -> check.accept(wish, wish, Wish.NOTHING));
  }

  @Test
  void repeatsNoPassword() throws ProtocolException {
    for (String name : List.of("pin", "unknownPassword")) {
      String said =
          String.valueOf(
              refusal(wish("{'t': {'properties': {'" + name + "': 'hus'}}}")).getMessage());
      assertFalse(said.contains("hus"), said);
    }
  }

  @Test
  void refusesComponentsAndFactoriesThatAreNotThere() throws ProtocolException {
    assertEquals("components.x", refusal(wish("{'x': {'properties': {'a': 1}}}")).field());
    assertEquals("components.f", refusal(wish("{'f': {'properties': {'key': 'a'}}}")).field());
    assertEquals("components.bare", refusal(wish("{'bare': {'properties': {'a': 1}}}")).field());
    assertEquals("components.x.factory", refusal(wish("{'x': {'factory': 'none'}}")).field());
    assertEquals("components.x.factory", refusal(wish("{'x': {'factory': 't'}}")).field());
    assertEquals("components.t.factory", refusal(wish("{'t': {'factory': 'f'}}")).field());
    assertEquals(
        "components.new.properties.key", refusal(wish("{'new': {'factory': 'f'}}")).field());
    assertEquals("deleted", refusal(wish("{}", "t")).field());
    assertEquals("deleted", refusal(wish("{}", "x")).field());
    assertEquals("deleted", refusal(wish("{'peer': {'properties': {'port': 2}}}", "peer")).field());
    WishCheck check = check();
    Wish deletion = wish("{}", "peer");
    assertDoesNotThrow(() -> check.accept(deletion, deletion, Wish.NOTHING));
  }

  @Test
  void aDeviceWithoutFormsMayTakeAnything() throws ProtocolException {
    Wish wish = wish("{'x': {'properties': {'a': {}}}}", "y");
    WishCheck check = new WishCheck(Forms.of(json("{'forms': {}}")), new TreeMap<>());
    assertDoesNotThrow(() -> check.accept(wish, wish, Wish.NOTHING));
    assertEquals(wish, check.fitting(wish));
  }

  @Test
  void forgetsOfEarlierWishesWhatTheDeviceHasNoMore() throws ProtocolException {
    Wish earlier =
        wish(
            "{'t': {'properties': {'mtu': 1, 'small': 1, 'gone': 1}}, 'away': {'properties': {'a':"
                + " 1}}, 'new': {'factory': 'f', 'properties': {'key': 'k'}}}");
    assertEquals(
        wish(
            "{'t': {'properties': {'small': 1}}, 'new': {'factory': 'f', 'properties': {'key':"
                + " 'k'}}}"),
        check().fitting(earlier));
  }

  @Test
  void oddFormsLimitNothing() throws ProtocolException {
    for (String odd :
        List.of(
            "{}",
            "{'forms': []}",
            "{'forms': {'a': 5}}",
            "{'forms': {'a': {'attributes': [5, {'id': 5}, {'id': 'x', 'options': 5}]}}}")) {
      Wish wish = wish("{'a': {'properties': {'x': 1}}}");
      WishCheck check = new WishCheck(Forms.of(json(odd)), new TreeMap<>());
      assertDoesNotThrow(() -> check.accept(wish, wish, Wish.NOTHING), odd);
    }
  }
}
