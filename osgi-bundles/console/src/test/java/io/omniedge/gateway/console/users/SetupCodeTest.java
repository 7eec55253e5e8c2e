package io.omniedge.gateway.console.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SetupCodeTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SetupCode code = new SetupCode(RANDOM);

  @RepeatedTest(20)
  void isTwiceFourLettersOfWhichNoTwoLookAlike() {
    assertTrue(code.text().matches("[A-HJ-NP-Z2-9]{4}-[A-HJ-NP-Z2-9]{4}"), code.text());
  }

  @Test
  void takesItHoweverItIsTyped() {
    String text = code.text();
    assertTrue(code.matches(text));
    assertTrue(code.matches(text.toLowerCase(Locale.ROOT)));
    assertTrue(code.matches("  " + text.replace("-", " ") + "\n"));
    assertTrue(code.matches(text.replace("-", "")));
  }

  @Test
  void takesNeitherAPartNorMore() {
    String text = code.text();
    assertFalse(code.matches(""));
    assertFalse(code.matches(text.substring(0, text.length() - 1)));
    assertFalse(code.matches(text + "A"));
    assertFalse(code.matches(text + text));
  }

  @Property
  void takesNothingElse(@ForAll String typed) {
    assertFalse(code.matches(typed));
  }

  @Test
  void isAnotherEachTime() {
    Set<String> codes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      codes.add(new SetupCode(RANDOM).text());
    }
    assertEquals(100, codes.size());
  }
}
