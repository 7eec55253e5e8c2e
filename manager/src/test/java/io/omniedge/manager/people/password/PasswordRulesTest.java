package io.omniedge.manager.people.password;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.omniedge.manager.problem.Problem;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {
  private static final List<String> KNOWN = List.of("alice", "alice@plant.example", "omniedge");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "short",
        "Password1!",
        "1234567890",
        "qwertyuiop",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabc",
        "my name is alice and I am tall",
        "OmniEdge turbine kettle"
      })
  void refusesWhatGuessersTryFirst(String password) {
    Problem refused =
        assertThrows(Problem.class, () -> PasswordRules.check(password, KNOWN), password);
    assertEquals(422, refused.status());
    assertEquals("password", refused.field());
  }

  @ParameterizedTest
  @ValueSource(strings = {"copper kettle morning", "gS7#kq0zVw2!", "wüste läuft über drei brücken"})
  void takesWhatIsHardToGuess(String password) {
    assertDoesNotThrow(() -> PasswordRules.check(password, KNOWN));
  }

  @Test
  void boundsTheLength() {
    String unit = "copper kettle ";
    assertDoesNotThrow(() -> PasswordRules.check(unit.repeat(14), KNOWN));
    assertThrows(Problem.class, () -> PasswordRules.check(unit.repeat(15), KNOWN));
  }

  @Test
  void countsCharactersAndNotHalvesOfThem() {
    assertThrows(Problem.class, () -> PasswordRules.check("😀😁😂🤣😃😄😅😆😉", List.of()));
    assertDoesNotThrow(() -> PasswordRules.check("😀😁x😂k🤣q😃😄w😅😆😉", List.of()));
  }
}
