package io.omniedge.gateway.api.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Properties of any type, wrong ones too: they are told, never thrown. */
class FormPropertiesTest {
  private static FormProperties form(String name, Object value) {
    return new FormProperties(Map.of(name, value));
  }

  @Test
  void tellsWhatIsWrongAndGoesOn() {
    FormProperties form =
        new FormProperties(Map.of("enabled", "perhaps", "file", "a\0b", "port", 7));
    assertFalse(form.flag("enabled", false));
    assertNull(form.path("file"));
    assertEquals("7", form.text("port"));
    assertEquals(
        List.of("enabled \"perhaps\": neither true nor false", "file: no file can be called so"),
        form.problems());
  }

  @Test
  void readsNumbersOfAnyTypeWithinTheirLimits() {
    assertEquals(80, form("port", 80).number("port", 1, 1, 65535));
    assertEquals(80, form("port", " 80 ").number("port", 1, 1, 65535));
    assertEquals(1, form("other", "").number("port", 1, 1, 65535));
  }

  @Test
  void refusesNumbersWithNameValueAndReason() {
    FormProperties form = form("port", "70000");
    assertEquals(9, form.number("port", 9, 1, 65535));
    FormProperties word = form("port", "eighty\n");
    assertEquals(9, word.number("port", 9, 1, 65535));
    assertEquals(
        List.of("port \"70000\": the number is out of range (1 to 65535)"), form.problems());
    assertEquals(List.of("port \"eighty\": not a whole number"), word.problems());
  }

  @Test
  void aValueThatIsToldBreaksNoLine() {
    FormProperties form = form("enabled", "a\nb\u202e");
    form.flag("enabled", true);
    assertEquals(List.of("enabled \"a␊b\ufffd\": neither true nor false"), form.problems());
  }

  @Test
  void decryptsPasswordsAndTakesThoseInClearAsTheyAre() {
    FormProperties form = form("token", "sealed");
    assertEquals("open", String.valueOf(form.password("token", stored -> "open".toCharArray())));
    assertEquals("sealed", String.valueOf(form.password("token", null)));
    assertEquals(
        "sealed",
        String.valueOf(
            form.password(
                "token",
                stored -> {
                  throw new GeneralSecurityException("not ours");
                })));
    assertEquals(0, form.password("other", stored -> stored).length);
  }
}
