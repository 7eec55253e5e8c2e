package io.omniedge.gateway.agent.osgi;

import io.omniedge.gateway.configuration.metatype.TypedText;
import io.omniedge.protocol.config.ReportedConfiguration;
import io.omniedge.protocol.json.JsonArray;
import io.omniedge.protocol.json.JsonBoolean;
import io.omniedge.protocol.json.JsonNumber;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/** Properties of components as documents have them, and back. */
final class PropertyValues {
  private PropertyValues() {}

  /** Whether the property is several values. */
  private static boolean isArray(AD attribute) {
    return attribute.getCardinality() > 1 || attribute.getCardinality() < -1;
  }

  /** Whether the document says that a password is to stay as it is. */
  static boolean isUnchanged(AD attribute, JsonValue value) {
    return attribute.getType() == Scalar.PASSWORD
        && value instanceof JsonString text
        && text.value().equals(ReportedConfiguration.HIDDEN);
  }

  /**
   * The value of that attribute's type.
   *
   * @throws IllegalArgumentException saying what it should be
   */
  static Object toJava(AD attribute, JsonValue value) {
    if (!isArray(attribute)) {
      return one(attribute.getType(), value);
    }
    if (!(value instanceof JsonArray several)) {
      throw new IllegalArgumentException("it must be an array");
    }
    Object array =
        Array.newInstance(TypedText.classOf(attribute.getType()), several.elements().size());
    for (int i = 0; i < several.elements().size(); i++) {
      Array.set(array, i, one(attribute.getType(), several.elements().get(i)));
    }
    return array;
  }

  private static Object one(Scalar type, JsonValue value) {
    try {
      return switch (type) {
        case STRING -> text(value);
        case PASSWORD -> new Password(text(value));
        case CHAR -> character(text(value));
        case BOOLEAN -> truth(value);
        case BYTE -> number(value).byteValueExact();
        case SHORT -> number(value).shortValueExact();
        case INTEGER -> number(value).intValueExact();
        case LONG -> number(value).longValueExact();
        case FLOAT -> number(value).floatValue();
        case DOUBLE -> number(value).doubleValue();
      };
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException("it must be a whole number of type " + type.value(), e);
    }
  }

  private static String text(JsonValue value) {
    if (value instanceof JsonString text) {
      return text.value();
    }
    throw new IllegalArgumentException("it must be a text");
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("it must be one character");
    }
    return text.charAt(0);
  }

  private static Boolean truth(JsonValue value) {
    if (value instanceof JsonBoolean flag) {
      return flag.value();
    }
    throw new IllegalArgumentException("it must be true or false");
  }

  private static BigDecimal number(JsonValue value) {
    if (value instanceof JsonNumber number) {
      return number.value();
    }
    throw new IllegalArgumentException("it must be a number");
  }

  /** For a document, with passwords hidden; null if there is no value. */
  static @Nullable JsonValue toJson(AD attribute, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    if (!value.getClass().isArray()) {
      return shown(attribute, value);
    }
    List<JsonValue> elements = new ArrayList<>();
    for (int i = 0; i < Array.getLength(value); i++) {
      Object element = Array.get(value, i);
      if (element != null) {
        elements.add(shown(attribute, element));
      }
    }
    return new JsonArray(elements);
  }

  private static JsonValue shown(AD attribute, Object value) {
    if (attribute.getType() == Scalar.PASSWORD || value instanceof Password) {
      String text =
          value instanceof Password password
              ? new String(password.getPassword())
              : value.toString();
      return new JsonString(text.isEmpty() ? "" : ReportedConfiguration.HIDDEN);
    }
    if (value instanceof String text) {
      return typed(attribute, text);
    }
    if (value instanceof Boolean flag) {
      return JsonBoolean.of(flag);
    }
    if (value instanceof Number number) {
      double finite = number.doubleValue();
      return Double.isNaN(finite) || Double.isInfinite(finite)
          ? new JsonString(value.toString())
          : new JsonNumber(new BigDecimal(value.toString()));
    }
    return new JsonString(wellFormed(value.toString()));
  }

  /** In a file of the deploy folder all values are texts; what they are the form says. */
  private static JsonValue typed(AD attribute, String text) {
    if (attribute.getType() != Scalar.STRING && attribute.getType() != Scalar.CHAR) {
      try {
        return shown(attribute, TypedText.parse(attribute.getType(), text.strip()));
      } catch (IllegalArgumentException e) {
        return new JsonString(wellFormed(text)); // wrong, and shown as it is
      }
    }
    return new JsonString(wellFormed(text));
  }

  /** A document cannot hold half of a surrogate pair. */
  private static String wellFormed(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
