package io.omniedge.pdm.saved;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.Fields;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The form of every saved state: an object with {@code kind} and {@code version} beside its values.
 * Doubles keep all their bits, save the sign of a zero. Any thread.
 */
public final class SavedState {
  private SavedState() {}

  /** How a state becomes what it was saved from. */
  @FunctionalInterface
  public interface Restorer<T> {
    /** Restores it, or says what is wrong with it. */
    T restore(JsonObject state) throws ProtocolException;
  }

  /** Starts a state. */
  public static JsonObject.Builder start(String kind, int version) {
    return JsonObject.builder().put("kind", kind).put("version", version);
  }

  /** The values of a state, if it is of that kind and version. */
  public static Fields open(JsonObject state, String kind, int version) throws ProtocolException {
    Fields fields = Fields.of(state);
    String found = fields.text("kind", 40);
    if (!found.equals(kind)) {
      throw fields.wrong("kind", found, "it must be " + kind);
    }
    long of = fields.integer("version", 0, Integer.MAX_VALUE);
    if (of != version) {
      throw fields.wrong("version", Long.toString(of), "this program reads version " + version);
    }
    return fields;
  }

  /**
   * What was saved, or else a fresh one: learning starts again rather than from a broken memory.
   *
   * @param refused hears why a state was not taken
   */
  public static <T> T orFresh(
      Optional<JsonObject> state,
      Restorer<T> restorer,
      Supplier<T> fresh,
      Consumer<String> refused) {
    if (state.isPresent()) {
      try {
        return restorer.restore(state.get());
      } catch (ProtocolException e) {
        refused.accept(e.getMessage());
      }
    }
    return fresh.get();
  }

  /** A finite double as the shortest decimal that is this double and no other. */
  public static JsonNumber number(double value) {
    return new JsonNumber(new BigDecimal(Double.toString(value)));
  }

  /** Finite doubles. */
  public static JsonArray numbers(double... values) {
    List<JsonValue> elements = new ArrayList<>(values.length);
    for (double value : values) {
      elements.add(number(value));
    }
    return new JsonArray(elements);
  }

  /** A finite double in these bounds. */
  public static double number(Fields fields, String name, double least, double most)
      throws ProtocolException {
    return number(fields, name, fields.object().find(name), least, most);
  }

  /** So many finite doubles. */
  public static double[] numbers(Fields fields, String name, int fewest, int most)
      throws ProtocolException {
    if (!(fields.object().find(name).orElse(null) instanceof JsonArray array)) {
      throw fields.wrong(name, "", "it must be an array");
    }
    int count = array.elements().size();
    if (count < fewest || count > most) {
      throw fields.wrong(
          name, count + " elements", "it must have " + fewest + " to " + most + " of them");
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] =
          number(
              fields,
              name + "[" + i + "]",
              Optional.of(array.elements().get(i)),
              -Double.MAX_VALUE,
              Double.MAX_VALUE);
    }
    return values;
  }

  private static double number(
      Fields fields, String place, Optional<JsonValue> value, double least, double most)
      throws ProtocolException {
    if (value.isEmpty()) {
      throw fields.wrong(place, "", "it is missing");
    }
    if (value.get() instanceof JsonNumber number) {
      double read = number.value().doubleValue();
      if (read >= least && read <= most) {
        return read;
      }
    }
    throw fields.wrong(
        place, value.get().toJson(), "it must be a number from " + least + " to " + most);
  }
}
