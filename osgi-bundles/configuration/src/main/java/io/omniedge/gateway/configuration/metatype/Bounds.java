package io.omniedge.gateway.configuration.metatype;

import java.math.BigDecimal;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.AD;
import org.jspecify.annotations.Nullable;

/** The least and the largest number, or the least and the largest length of a string. */
record Bounds(@Nullable BigDecimal least, @Nullable BigDecimal most) {
  /**
   * The limits of an attribute.
   *
   * @throws IllegalArgumentException if they are no numbers; names the attribute
   */
  static Bounds of(AD attribute) {
    return switch (attribute.getType()) {
      case BOOLEAN, CHAR -> new Bounds(null, null);
      default ->
          new Bounds(number(attribute, attribute.getMin()), number(attribute, attribute.getMax()));
    };
  }

  private static @Nullable BigDecimal number(AD attribute, @Nullable String text) {
    if (text == null || text.isBlank()) {
      return null;
    }
    try {
      return new BigDecimal(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "a limit of " + attribute.getId() + " is no number: " + text, e);
    }
  }

  /** What is wrong with the value, or null. */
  @Nullable String complaint(Object value) {
    if (value instanceof String text) {
      return complaint(BigDecimal.valueOf(text.length()), "characters");
    }
    if (value instanceof Password password) {
      return complaint(BigDecimal.valueOf(password.getPassword().length), "characters");
    }
    if (!(value instanceof Number number)) {
      return null;
    }
    double approximate = number.doubleValue();
    if (Double.isNaN(approximate) || Double.isInfinite(approximate)) {
      return least == null && most == null ? null : "not between the limits";
    }
    return complaint(new BigDecimal(value.toString()), "");
  }

  private @Nullable String complaint(BigDecimal measure, String unit) {
    if (least != null && measure.compareTo(least) < 0) {
      return ("less than " + least.toPlainString() + " " + unit).strip();
    }
    if (most != null && measure.compareTo(most) > 0) {
      return ("more than " + most.toPlainString() + " " + unit).strip();
    }
    return null;
  }
}
