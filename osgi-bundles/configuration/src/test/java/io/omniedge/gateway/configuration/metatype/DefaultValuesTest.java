package io.omniedge.gateway.configuration.metatype;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.eclipse.kura.configuration.Password;
import org.eclipse.kura.configuration.metatype.Scalar;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultValuesTest {
  @Test
  void splitsAtCommasThatAreNotEscaped() {
    assertEquals(List.of("a", "b", ""), DefaultValues.split("a,b,"));
    assertEquals(List.of("a,b"), DefaultValues.split("a\\,b"));
    assertEquals(List.of("a\\", "b"), DefaultValues.split("a\\\\,b"));
    assertEquals(List.of("a b", "c", " d "), DefaultValues.split(" a b , c ,\\ d\\ "));
    assertEquals(List.of("a\\"), DefaultValues.split("a\\"));
  }

  @Test
  void aSingleValueIsTheFirstPart() {
    for (int cardinality : new int[] {0, 1, -1}) {
      assertEquals("a", value(Scalar.STRING, cardinality, "a,b"));
    }
    assertEquals("a,b", value(Scalar.STRING, 0, "a\\,b"));
  }

  @Test
  void severalValuesAreAnArrayOfTheirTypeAndAtMostSoMany() {
    assertArrayEquals(new Integer[] {1, 2}, (Object[]) value(Scalar.INTEGER, 3, "1,2"));
    assertArrayEquals(new Integer[] {1, 2}, (Object[]) value(Scalar.INTEGER, -2, "1,2,3"));
    assertEquals(3, ((Object[]) value(Scalar.STRING, Integer.MIN_VALUE, "1,2,3")).length);
  }

  @Test
  void anEmptyDefaultIsNone() {
    assertTrue(DefaultValues.of(of(Scalar.STRING, 0, "")).isEmpty());
    assertTrue(DefaultValues.of(of(Scalar.STRING, 0, null)).isEmpty());
  }

  @Test
  void everyTypeHasItsClass() {
    Map.of(
            Scalar.LONG,
            7L,
            Scalar.DOUBLE,
            7.0,
            Scalar.FLOAT,
            7f,
            Scalar.INTEGER,
            7,
            Scalar.BYTE,
            (byte) 7,
            Scalar.SHORT,
            (short) 7,
            Scalar.CHAR,
            '7',
            Scalar.STRING,
            "7")
        .forEach((type, expected) -> assertEquals(expected, value(type, 0, "7")));
    assertEquals(true, value(Scalar.BOOLEAN, 0, "TRUE"));
    assertEquals("7", new String(((Password) value(Scalar.PASSWORD, 0, "7")).getPassword()));
  }

  @Test
  void aDefaultOfAnotherTypeIsAMistakeOfTheBundle() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> value(Scalar.BYTE, 0, "300"))
            .getMessage();
    assertEquals("the default of x: not a number of type Byte", message);
  }

  private static Object value(Scalar type, int cardinality, String text) {
    return DefaultValues.of(of(type, cardinality, text)).values().iterator().next();
  }

  private static ObjectClass of(Scalar type, int cardinality, @Nullable String text) {
    Attribute attribute =
        new Attribute("x", null, null, type, cardinality, null, null, text, true, List.of());
    return new ObjectClass("a", "a", null, List.of(attribute), List.of());
  }
}
