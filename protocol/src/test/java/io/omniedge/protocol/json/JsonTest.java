package io.omniedge.protocol.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private static JsonObject object(String text) throws ProtocolException {
    return (JsonObject) JsonReader.read(text);
  }

  @Test
  void writesTheCanonicalForm() throws ProtocolException {
    // Member order by UTF-16 code units, as in RFC 8785, 3.2.3.
    String text =
        "{ \"\\u20ac\": 1.0, \"\\r\": [true, null , \"\\u000f\\/\\n\"], \"1\": -0, \"\\ud83d\\ude00\": {}, \"\\u00f6\": 1E2, \"\\ufb33\":0}";
    assertEquals(
        "{\"\\r\":[true,null,\"\\u000f/\\n\"],\"1\":0,\"ö\":100,\"€\":1,\"😀\":{},\"\uFB33\":0}",
        new String(JsonReader.read(text).canonicalBytes(), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "9007199254740992", "[1e300]", "-9007199254740992"})
  void hasNoCanonicalFormForNumbersThatDifferByLibrary(String text) throws ProtocolException {
    JsonValue value = JsonReader.read(text);
    assertThrows(IllegalStateException.class, value::canonicalBytes);
    assertEquals(value, JsonReader.read(value.toJson()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{\"a\":1,\"a\":2}",
        "01",
        "-",
        "1.",
        ".5",
        "1e",
        "+1",
        "NaN",
        "Infinity",
        "nul",
        "TRUE",
        "\"",
        "\"\t\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u00e\u0661\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "1 2",
        "{}x",
        "'a'",
        "//",
        "1e999",
        "1e-999",
        "\uFEFF1",
        "[1]]"
      })
  void refusesWhatIsNoJson(String text) {
    assertThrows(ProtocolException.class, () -> JsonReader.read(text));
  }

  @Test
  void refusesMoreBytesLevelsOrDigitsThanAnybodyNeeds() throws ProtocolException {
    byte[] long1 = ("\"" + "a".repeat(98) + "\"").getBytes(StandardCharsets.UTF_8);
    JsonReader.read(long1, 100);
    assertThrows(ProtocolException.class, () -> JsonReader.read(long1, 99));
    JsonReader.read("[".repeat(64) + "]".repeat(64));
    assertThrows(ProtocolException.class, () -> JsonReader.read("[".repeat(65) + "]".repeat(65)));
    assertThrows(ProtocolException.class, () -> JsonReader.read("[".repeat(100_000)));
    assertThrows(ProtocolException.class, () -> JsonReader.read("1".repeat(65)));
  }

  @Test
  void refusesWhatIsNotUtf8() {
    assertThrows(
        ProtocolException.class, () -> JsonReader.read(new byte[] {'"', (byte) 0xc3, '"'}, 100));
    assertThrows(
        ProtocolException.class,
        () -> JsonReader.read(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}, 100));
  }

  @Test
  void namesPlaceValueAndReason() throws ProtocolException {
    Fields fields = Fields.of(object("{\"peers\":{\"d-1\":{\"port\":70000}},\"list\":[\"a\",3]}"));
    ProtocolException port =
        assertThrows(
            ProtocolException.class,
            () -> fields.map("peers", 5, peer -> peer.integer("port", 0, 65535)));
    assertEquals(
        "peers.d-1.port \"70000\": it must be an integer from 0 to 65535", port.getMessage());
    assertEquals("peers.d-1.port", port.place());
    ProtocolException element =
        assertThrows(ProtocolException.class, () -> fields.texts("list", 5, 5, text -> text));
    assertEquals("list[1] \"3\": it must be a text", element.getMessage());
    ProtocolException missing = assertThrows(ProtocolException.class, () -> fields.text("name", 5));
    assertEquals("name: it is missing", missing.getMessage());
    assertThrows(ProtocolException.class, () -> fields.texts("list", 1, 5, text -> text));
    assertThrows(ProtocolException.class, () -> fields.map("peers", 0, peer -> peer));
  }

  @Test
  void wrongValuesAreShownShortAndHarmless() {
    String message =
        String.valueOf(
            new ProtocolException("a", "\u001b[31m\u202e" + "x".repeat(500), "no").getMessage());
    assertTrue(message.length() < 100, message);
    assertFalse(message.contains("\u001b"), message);
    assertFalse(message.contains("\u202e"), message);
  }

  /** RFC 7396, appendix A: those whose target is an object. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'a':'b'}|{'a':'c'}|{'a':'c'}",
        "{'a':'b'}|{'b':'c'}|{'a':'b','b':'c'}",
        "{'a':'b'}|{'a':null}|{}",
        "{'a':'b','b':'c'}|{'a':null}|{'b':'c'}",
        "{'a':['b']}|{'a':'c'}|{'a':'c'}",
        "{'a':'c'}|{'a':['b']}|{'a':['b']}",
        "{'a':{'b':'c'}}|{'a':{'b':'d','c':null}}|{'a':{'b':'d'}}",
        "{'a':[{'b':'c'}]}|{'a':[1]}|{'a':[1]}",
        "{}|{'a':{'bb':{'ccc':null}}}|{'a':{'bb':{}}}"
      },
      quoteCharacter = '`')
  void patchesAsTheStandardSays(String before, String patch, String after)
      throws ProtocolException {
    assertEquals(
        object(after.replace('\'', '"')),
        MergePatch.apply(object(before.replace('\'', '"')), object(patch.replace('\'', '"'))));
  }

  @Property
  void readsBackWhatItWrites(@ForAll("values") JsonValue value) throws ProtocolException {
    assertEquals(value, JsonReader.read(value.toJson()));
  }

  @Property
  void differenceMakesTheOtherObject(
      @ForAll("objects") JsonObject before, @ForAll("objects") JsonObject after) {
    JsonObject patch = MergePatch.between(before, after);
    assertEquals(after, MergePatch.apply(before, patch));
    assertEquals(JsonObject.EMPTY, MergePatch.between(after, after));
  }

  @Provide
  Arbitrary<JsonValue> values() {
    return Arbitraries.recursive(
        () ->
            Arbitraries.oneOf(
                Arbitraries.strings()
                    .ofMaxLength(8)
                    .filter(JsonTest::isWellFormed)
                    .map(JsonString::new),
                Arbitraries.longs().map(JsonNumber::of),
                Arbitraries.bigDecimals()
                    .between(BigDecimal.valueOf(-1e15), BigDecimal.valueOf(1e15))
                    .ofScale(9)
                    .map(JsonNumber::new),
                Arbitraries.of(JsonBoolean.class)),
        inner ->
            Arbitraries.oneOf(
                inner.list().ofMaxSize(3).map(JsonArray::new),
                Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), inner)
                    .ofMaxSize(3)
                    .map(members -> new JsonObject(new TreeMap<>(members)))),
        0,
        3);
  }

  @Provide
  Arbitrary<JsonObject> objects() {
    return Arbitraries.maps(Arbitraries.of("a", "b", "c", "d"), values())
        .ofMaxSize(4)
        .map(members -> new JsonObject(new TreeMap<>(members)));
  }

  private static boolean isWellFormed(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  @Test
  void objectsDoNotChangeAfterwards() {
    JsonObject.Builder builder = JsonObject.builder().put("a", 1);
    JsonObject first = builder.build();
    builder.put("a", List.of("x"));
    assertEquals("{\"a\":1}", first.toString());
    assertThrows(UnsupportedOperationException.class, () -> first.members().clear());
  }
}
