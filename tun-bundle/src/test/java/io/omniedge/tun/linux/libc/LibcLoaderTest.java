package io.omniedge.tun.linux.libc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

final class LibcLoaderTest {
  @Test
  void takesTheNewestBackendTheRuntimeHas() {
    String expected = Runtime.version().feature() >= 22 ? "ffm" : "jna";
    assertEquals(expected, LibcLoader.choose("").backend());
  }

  @Test
  void isOneObjectPerProcess() {
    assertSame(LibcLoader.system(), LibcLoader.system());
  }

  @Test
  void forcesJnaByTheProperty() {
    assertEquals("jna", LibcLoader.choose("jna").backend());
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_21)
  void saysThatAnOldRuntimeHasNoForeignFunctions() {
    Exception e = assertThrows(IllegalStateException.class, () -> LibcLoader.choose("ffm"));
    assertTrue(String.valueOf(e.getMessage()).contains("omniedge.native=ffm needs Java 22"));
  }

  @Test
  void namesTheKnownBackendsWhenAskedForAnother() {
    Exception e = assertThrows(IllegalStateException.class, () -> LibcLoader.choose("panama"));
    assertEquals(
        "omniedge.native=panama is no native backend; known are jna and ffm", e.getMessage());
  }
}
