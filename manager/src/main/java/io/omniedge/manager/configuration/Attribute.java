package io.omniedge.manager.configuration;

import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNull;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonReader;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a property may be, as the device's form says. A form may be odd, it is a stranger's: what
 * cannot be understood of it limits nothing, and the device itself decides.
 *
 * @param type of the metatype in lower case, as {@code integer}
 * @param most how many values it takes; 0 if it is one value and no array
 * @param isRequired whether it must be set
 * @param isGiven whether the form has a default for it
 * @param min the least number or length
 * @param max the largest number or length
 * @param options the texts of the values that are allowed; empty if all are
 */
record Attribute(
    String type,
    long most,
    boolean isRequired,
    boolean isGiven,
    Optional<BigDecimal> min,
    Optional<BigDecimal> max,
    List<String> options) {
  /** A number of a million digits would take its time. */
  private static final int MOST_DIGITS = 400;

  private static final Map<String, Integer> BITS =
      Map.of("byte", 8, "short", 16, "integer", 32, "long", 64);

  Attribute {
    options = List.copyOf(options);
  }

  static Attribute of(JsonObject form) {
    List<String> options = new ArrayList<>();
    if (form.find("options").orElse(JsonNull.NULL) instanceof JsonArray array) {
      for (JsonValue option : array.elements()) {
        if (option instanceof JsonObject object) {
          options.add(text(object, "value"));
        }
      }
    }
    // In the metatype a negative number is a list, and 1 is one value.
    long cardinality = number(form.find("cardinality")).map(BigDecimal::longValue).orElse(0L);
    long most = cardinality == Long.MIN_VALUE ? Long.MAX_VALUE : Math.abs(cardinality);
    return new Attribute(
        text(form, "type"),
        most <= 1 ? 0 : most,
        form.find("required").equals(Optional.of(JsonBoolean.TRUE)),
        form.find("default").isPresent(),
        limit(text(form, "min")),
        limit(text(form, "max")),
        options);
  }

  private static String text(JsonObject form, String name) {
    return form.find(name).orElse(JsonNull.NULL) instanceof JsonString text ? text.value() : "";
  }

  private static Optional<BigDecimal> number(Optional<JsonValue> value) {
    return value.orElse(JsonNull.NULL) instanceof JsonNumber number
        ? Optional.of(number.value())
        : Optional.empty();
  }

  private static Optional<BigDecimal> limit(String text) {
    try {
      return text.isBlank() || text.length() > MOST_DIGITS
          ? Optional.empty()
          : Optional.of(new BigDecimal(text.strip()));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  boolean isPassword() {
    return type.equals("password");
  }

  /** What is wrong with a value, for people; nothing if nothing is. */
  Optional<String> complaint(JsonValue value) {
    if (value == JsonNull.NULL) {
      return isRequired ? Optional.of("it is required") : Optional.empty();
    }
    if (most == 0) {
      return one(value);
    }
    if (!(value instanceof JsonArray array)) {
      return Optional.of("it must be an array");
    }
    int size = array.elements().size();
    if (size > most) {
      return Optional.of("at most " + most + " values are taken");
    }
    if (size == 0 && isRequired) {
      return Optional.of("it is required");
    }
    return array.elements().stream().flatMap(element -> one(element).stream()).findFirst();
  }

  private Optional<String> one(JsonValue value) {
    return switch (type) {
      case "boolean" -> wrong(!(value instanceof JsonBoolean), "it must be true or false");
      case "char" ->
          wrong(
              !(value instanceof JsonString text) || text.value().length() != 1,
              "it must be one character");
      case "string", "password" ->
          value instanceof JsonString text
              ? limited(BigDecimal.valueOf(text.value().length()), " characters")
                  .or(() -> chosen(text.value()))
              : Optional.of("it must be a text");
      case "byte", "short", "integer", "long", "float", "double" ->
          value instanceof JsonNumber number
              ? whole(number.value())
                  .or(() -> limited(number.value(), ""))
                  .or(() -> chosen(number.value()))
              : Optional.of(isWhole() ? "it must be a whole number" : "it must be a number");
      default -> Optional.empty();
    };
  }

  private static Optional<String> wrong(boolean isWrong, String reason) {
    return isWrong ? Optional.of(reason) : Optional.empty();
  }

  private boolean isWhole() {
    return BITS.containsKey(type);
  }

  private Optional<String> whole(BigDecimal number) {
    Integer bits = BITS.get(type);
    if (bits == null) {
      return Optional.empty();
    }
    // The scale is looked at first: 1e999999999 has as many digits.
    boolean isWhole = number.scale() <= 0;
    boolean fits =
        isWhole
            && number.precision() - (long) number.scale() <= MOST_DIGITS
            && number.toBigInteger().bitLength() < bits;
    return !isWhole
        ? Optional.of("it must be a whole number")
        : wrong(!fits, "it must be a whole number of " + bits + " bits");
  }

  private Optional<String> limited(BigDecimal measure, String unit) {
    boolean isBelow = min.isPresent() && measure.compareTo(min.get()) < 0;
    boolean isAbove = max.isPresent() && measure.compareTo(max.get()) > 0;
    if (!isBelow && !isAbove) {
      return Optional.empty();
    }
    String verb = unit.isEmpty() ? "it must be " : "it must have ";
    String least = min.map(BigDecimal::toPlainString).orElse("");
    String most = max.map(BigDecimal::toPlainString).orElse("");
    return Optional.of(
        verb
            + (most.isEmpty()
                ? "at least " + least
                : least.isEmpty() ? "at most " + most : least + " to " + most)
            + unit);
  }

  private Optional<String> chosen(Object value) {
    if (options.isEmpty() || isPassword()) {
      return Optional.empty();
    }
    boolean isOne =
        value instanceof BigDecimal number
            ? options.stream()
                .flatMap(option -> limit(option).stream())
                .anyMatch(option -> option.compareTo(number) == 0)
            : options.contains(value);
    return wrong(!isOne, "it must be one of " + String.join(", ", options));
  }

  /**
   * The value of its type that a text stands for, as the value itself if it stands for none. What a
   * device has from a file may be reported as text.
   */
  JsonValue typed(JsonValue value) {
    return switch (value) {
      case JsonArray array -> new JsonArray(array.elements().stream().map(this::typed).toList());
      case JsonString text when type.equals("boolean") ->
          text.value().equalsIgnoreCase("true")
              ? JsonBoolean.TRUE
              : text.value().equalsIgnoreCase("false") ? JsonBoolean.of(false) : value;
      case JsonString text when isWhole() || type.equals("float") || type.equals("double") ->
          number(text.value()).orElse(value);
      default -> value;
    };
  }

  private static Optional<JsonValue> number(String text) {
    try {
      return text.length() <= MOST_DIGITS && JsonReader.read(text.strip()) instanceof JsonNumber one
          ? Optional.of(one)
          : Optional.empty();
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }
}
