package io.omniedge.pdm.saved;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SavedStateTest {
  private static Fields written(JsonObject object) throws ProtocolException {
    return Fields.of(JsonReader.readObject(object.toBytes(), 10_000));
  }

  private static String refusal(Executable reading) {
    return assertThrows(ProtocolException.class, reading).toString();
  }

  @Property
  void aDoubleComesBackWithAllItsBits(@ForAll long bits) throws ProtocolException {
    double value = Double.longBitsToDouble(bits);
    Assume.that(Double.isFinite(value) && value != 0);
    JsonObject object = JsonObject.builder().put("x", SavedState.number(value)).build();
    double read = SavedState.number(written(object), "x", -Double.MAX_VALUE, Double.MAX_VALUE);
    assertEquals(bits, Double.doubleToRawLongBits(read));
  }

  @Test
  void theExtremesComeBack() throws ProtocolException {
    double[] values = {Double.MIN_VALUE, Double.MAX_VALUE, -Double.MIN_NORMAL, 0, 0.1, 1e15};
    JsonObject object = JsonObject.builder().put("x", SavedState.numbers(values)).build();
    assertArrayEquals(values, SavedState.numbers(written(object), "x", 6, 6));
  }

  @Test
  void refusesWithPlaceValueAndReason() {
    JsonObject object = JsonObject.builder().put("x", SavedState.numbers(1, 2)).build();
    Fields fields = Fields.of(object);
    String count = refusal(() -> SavedState.numbers(fields, "x", 3, 4));
    assertTrue(count.contains("x") && count.contains("2 elements"), count);
    String kind = refusal(() -> SavedState.numbers(fields, "y", 3, 4));
    assertTrue(kind.contains("y") && kind.contains("array"), kind);
    String number = refusal(() -> SavedState.number(fields, "x", 0, 1));
    assertTrue(number.contains("number from 0.0 to 1.0"), number);
  }

  @Test
  void refusesAnotherKindAndVersion() {
    JsonObject state = SavedState.start("holt", 1).build();
    assertThrows(ProtocolException.class, () -> SavedState.open(state, "ewma", 1));
    assertThrows(ProtocolException.class, () -> SavedState.open(state, "holt", 2));
  }

  @Test
  void aRefusedStateIsReportedAndAFreshOneTaken() {
    List<String> refused = new ArrayList<>();
    SavedState.Restorer<String> restorer =
        state -> {
          SavedState.open(state, "holt", 1);
          return "saved";
        };
    Optional<JsonObject> good = Optional.of(SavedState.start("holt", 1).build());
    Optional<JsonObject> bad = Optional.of(SavedState.start("holt", 7).build());
    assertEquals("saved", SavedState.orFresh(good, restorer, () -> "fresh", refused::add));
    assertEquals(
        "fresh", SavedState.orFresh(Optional.empty(), restorer, () -> "fresh", refused::add));
    assertEquals(List.of(), refused);
    assertEquals("fresh", SavedState.orFresh(bad, restorer, () -> "fresh", refused::add));
    assertEquals(1, refused.size());
    assertTrue(refused.get(0).contains("version"), refused.get(0));
  }
}
