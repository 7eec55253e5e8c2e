package io.omniedge.gateway.configuration.metatype;

import java.util.Locale;
import java.util.Map;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;

/** Values of the ten scalar types, and their text. */
public final class TypedText {
  private static final Map<Scalar, Class<?>> CLASSES =
      Map.of(
          Scalar.STRING, String.class,
          Scalar.LONG, Long.class,
          Scalar.DOUBLE, Double.class,
          Scalar.FLOAT, Float.class,
          Scalar.INTEGER, Integer.class,
          Scalar.BYTE, Byte.class,
          Scalar.CHAR, Character.class,
          Scalar.BOOLEAN, Boolean.class,
          Scalar.SHORT, Short.class,
          Scalar.PASSWORD, Password.class);

  private TypedText() {}

  /** The class of the values of a type. */
  public static Class<?> classOf(Scalar type) {
    Class<?> found = CLASSES.get(type);
    if (found == null) {
      throw new IllegalStateException("no class for " + type);
    }
    return found;
  }

  /** The type whose values have that class, or null. */
  public static @Nullable Scalar typeOf(Class<?> valueClass) {
    for (Scalar type : Scalar.values()) {
      if (CLASSES.get(type) == valueClass) {
        return type;
      }
    }
    return null;
  }

  /**
   * The value that the text stands for.
   *
   * @throws IllegalArgumentException if it stands for none; the message does not repeat the text
   */
  public static Object parse(Scalar type, String text) {
    try {
      return switch (type) {
        case STRING -> text;
        case PASSWORD -> new Password(text);
        case CHAR -> character(text);
        case BOOLEAN -> truth(text);
        case LONG -> Long.valueOf(text);
        case INTEGER -> Integer.valueOf(text);
        case SHORT -> Short.valueOf(text);
        case BYTE -> Byte.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case FLOAT -> Float.valueOf(text);
      };
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("not a number of type " + type.value(), e);
    }
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException("a Char is one character");
    }
    return text.charAt(0);
  }

  private static Boolean truth(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("a Boolean is true or false");
    };
  }
}
