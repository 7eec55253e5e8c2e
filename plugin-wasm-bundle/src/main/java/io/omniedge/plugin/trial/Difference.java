package io.omniedge.plugin.trial;

import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.Map;
import java.util.Optional;

/** Where an answer is not what was expected. */
final class Difference {
  /** What is lost on the way through nine decimal digits. */
  private static final double RELATIVE = 1e-6;

  private Difference() {}

  /** The first one; members that nobody expects are none. */
  static Optional<String> find(JsonValue expected, JsonValue found) {
    return find("", expected, found);
  }

  private static Optional<String> find(String place, JsonValue expected, JsonValue found) {
    if (expected instanceof JsonObject wanted && found instanceof JsonObject object) {
      for (Map.Entry<String, JsonValue> member : wanted.members().entrySet()) {
        String below = place.isEmpty() ? member.getKey() : place + "." + member.getKey();
        Optional<JsonValue> value = object.find(member.getKey());
        if (value.isEmpty()) {
          return Optional.of(below + " is missing; expected " + member.getValue().toJson());
        }
        Optional<String> difference = find(below, member.getValue(), value.get());
        if (difference.isPresent()) {
          return difference;
        }
      }
      return Optional.empty();
    }
    if (expected instanceof JsonArray wanted && found instanceof JsonArray array) {
      if (wanted.elements().size() != array.elements().size()) {
        return Optional.of(
            place
                + " has "
                + array.elements().size()
                + " elements; expected "
                + wanted.elements().size());
      }
      for (int i = 0; i < wanted.elements().size(); i++) {
        Optional<String> difference =
            find(place + "[" + i + "]", wanted.elements().get(i), array.elements().get(i));
        if (difference.isPresent()) {
          return difference;
        }
      }
      return Optional.empty();
    }
    return isSame(expected, found)
        ? Optional.empty()
        : Optional.of(place + " is " + found.toJson() + "; expected " + expected.toJson());
  }

  private static boolean isSame(JsonValue expected, JsonValue found) {
    if (expected instanceof JsonNumber wanted && found instanceof JsonNumber number) {
      double value = wanted.value().doubleValue();
      return Math.abs(value - number.value().doubleValue()) <= RELATIVE * Math.abs(value);
    }
    return expected.equals(found);
  }
}
