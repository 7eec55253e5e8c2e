package io.omniedge.tun.linux;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class InterfaceNameTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "omni0", "omni%d", "fifteen-letters", "wg.plant_1", "%d"})
  void acceptsWhatTheKernelTakes(String name) {
    assertDoesNotThrow(() -> InterfaceName.check(name));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "sixteen-letters-, it has 16 characters and 15 are allowed",
        "., this name is reserved",
        ".., this name is reserved",
        "a/b, character 2 is not allowed (use ASCII without space and '/' and ':')",
        "a b, character 2 is not allowed (use ASCII without space and '/' and ':')",
        "eth0:1, character 5 is not allowed (use ASCII without space and '/' and ':')",
        "wän0, character 2 is not allowed (use ASCII without space and '/' and ':')",
        "omni%s, '%' may only stand once and as %d for a number the kernel chooses",
        "%d%d, '%' may only stand once and as %d for a number the kernel chooses",
      })
  void refusesOtherNamesWithTheReason(String name, String reason) {
    TunException e = assertThrows(TunException.class, () -> InterfaceName.check(name));
    assertEquals("\"" + name + "\" is no interface name: " + reason, e.getMessage());
    assertEquals(0, e.errno());
  }
}
