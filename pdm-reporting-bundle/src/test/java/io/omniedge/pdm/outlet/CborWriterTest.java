package io.omniedge.pdm.outlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.upokecenter.cbor.CBOREncodeOptions;
import com.upokecenter.cbor.CBORObject;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CborWriterTest {
  private static final CBOREncodeOptions STRICT =
      new CBOREncodeOptions("allowduplicatekeys=false;resolvereferences=false");

  /** RFC 8949, appendix A; infinities and tags have no JSON. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0|00",
        "23|17",
        "24|1818",
        "100|1864",
        "1000|1903e8",
        "1000000|1a000f4240",
        "1000000000000|1b000000e8d4a51000",
        "18446744073709551615|1bffffffffffffffff",
        "-18446744073709551616|3bffffffffffffffff",
        "-1|20",
        "-10|29",
        "-100|3863",
        "-1000|3903e7",
        "1.1|fb3ff199999999999a",
        "1.5|f93e00",
        "100000.5|fa47c35040",
        "1.0e+300|fb7e37e43c8800759c",
        "5.960464477539063e-8|f90001",
        "0.00006103515625|f90400",
        "-4.1|fbc010666666666666",
        "false|f4",
        "true|f5",
        "null|f6",
        "\"\"|60",
        "\"IETF\"|6449455446",
        "\"\\\"\\\\\"|62225c",
        "\"\u00fc\"|62c3bc",
        "\"\ud800\udd51\"|64f0908591",
        "[]|80",
        "[1,[2,3],[4,5]]|8301820203820405",
        "{}|a0",
        "{\"a\":1,\"b\":[2,3]}|a26161016162820203",
        "{\"aa\":1,\"b\":2}|a2616202626161" + "01",
      })
  void writesTheExamplesOfTheRfc(String json, String hex) throws ProtocolException {
    assertEquals(hex, HexFormat.of().formatHex(CborWriter.bytes(JsonReader.read(json))));
  }

  @Property(tries = 1_000)
  void anotherLibraryReadsTheSame(@ForAll Random random) {
    JsonValue document = document(random, 0);
    byte[] bytes = CborWriter.bytes(document);
    CBORObject read = CBORObject.DecodeFromBytes(bytes, STRICT);
    assertSame(document, read);
  }

  private static JsonValue document(Random random, int depth) {
    return switch (random.nextInt(depth > 3 ? 4 : 6)) {
      case 0 -> JsonNumber.of(random.nextLong() >> random.nextInt(64));
      case 1 -> new JsonNumber(BigDecimal.valueOf(random.nextGaussian()));
      case 2 -> new JsonNumber(BigDecimal.valueOf(random.nextInt(4_096), random.nextInt(30) - 5));
      case 3 -> new JsonString("x".repeat(random.nextInt(300)) + "\u4e2d");
      case 4 -> array(random, depth);
      default -> object(random, depth);
    };
  }

  private static JsonValue array(Random random, int depth) {
    List<JsonValue> elements = new ArrayList<>();
    for (int i = random.nextInt(8); i > 0; i--) {
      elements.add(document(random, depth + 1));
    }
    return new JsonArray(elements);
  }

  private static JsonValue object(Random random, int depth) {
    Map<String, JsonValue> members = new TreeMap<>();
    for (int i = random.nextInt(30); i > 0; i--) {
      members.put("n".repeat(random.nextInt(4)) + i, document(random, depth + 2));
    }
    return JsonObject.of(members);
  }

  private static void assertSame(JsonValue document, CBORObject read) {
    if (document instanceof JsonObject object) {
      assertEquals(object.members().size(), read.size());
      object.members().forEach((name, value) -> assertSame(value, read.get(name)));
    } else if (document instanceof JsonArray array) {
      assertEquals(array.elements().size(), read.size());
      for (int i = 0; i < read.size(); i++) {
        assertSame(array.elements().get(i), read.get(i));
      }
    } else if (document instanceof JsonString string) {
      assertEquals(string.value(), read.AsString());
    } else if (document instanceof JsonNumber number) {
      assertEquals(number.value().doubleValue(), read.AsDouble());
      assertTrue(!number.isSafeInteger() || read.AsInt64Value() == number.value().longValue());
    }
  }
}
