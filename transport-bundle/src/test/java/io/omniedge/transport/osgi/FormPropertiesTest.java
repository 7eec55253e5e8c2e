package io.omniedge.transport.osgi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Properties of any type, wrong ones too: they are told, never thrown. */
class FormPropertiesTest {
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
}
