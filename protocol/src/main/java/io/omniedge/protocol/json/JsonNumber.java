package io.omniedge.protocol.json;

import java.math.BigDecimal;

/**
 * A number, of any size and precision.
 *
 * @param value without trailing zeros, so that 1.0 and 1 are equal
 */
public record JsonNumber(BigDecimal value) implements JsonValue {
  /** The largest that every JSON library keeps exactly: 2^53 - 1 [RFC 8259, 6]. */
  public static final long MAX_SAFE_INTEGER = (1L << 53) - 1;

  private static final BigDecimal MAX = BigDecimal.valueOf(MAX_SAFE_INTEGER);

  /** Removes trailing zeros. */
  public JsonNumber {
    value = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
  }

  /** An integer. */
  public static JsonNumber of(long value) {
    return new JsonNumber(BigDecimal.valueOf(value));
  }

  /** Whether it is an integer that every JSON library keeps exactly. */
  public boolean isSafeInteger() {
    return value.scale() <= 0 && value.abs().compareTo(MAX) <= 0;
  }

  @Override
  public String toString() {
    return toJson();
  }
}
