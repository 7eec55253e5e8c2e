package io.omniedge.gateway.console.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  /** From test.c of the reference implementation of Argon2, which RFC 9106 names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      })
  void matchesTheVectorsOfTheReferenceImplementation(String phc) {
    assertTrue(PasswordHash.matches(phc, "password"));
    assertFalse(PasswordHash.matches(phc, "Password"));
  }

  @Test
  void isOfTheFormAndStrengthItNames() {
    String hash = PasswordHash.of("copper kettle", RANDOM);
    assertTrue(hash.startsWith("$argon2id$v=19$m=7168,t=5,p=1$"), hash);
    assertTrue(PasswordHash.isHash(hash));
    assertTrue(PasswordHash.matches(hash, "copper kettle"));
    assertFalse(PasswordHash.matches(hash, "copper kettle "));
    assertFalse(PasswordHash.matches(hash, ""));
  }

  @Test
  void saltsEachHashAnew() {
    assertNotEquals(PasswordHash.of("one", RANDOM), PasswordHash.of("one", RANDOM));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$2b$10$abcdefghijklmnopqrstuv",
        "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=99,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=0,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=0$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=7,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c2FsdA$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65",
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"
      })
  void refusesWhatItCannotOrWillNotCompute(String text) {
    assertFalse(PasswordHash.isHash(text));
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.matches(text, "password"));
  }

  /** A wrong digit in the file must not throw when somebody signs in. */
  @Property(tries = 200)
  void computesWhateverItTakesForAHash(
      @ForAll @IntRange(min = 0, max = 300) int memory,
      @ForAll @IntRange(min = 0, max = 3) int passes,
      @ForAll @IntRange(min = 0, max = 9) int lanes,
      @ForAll @CharRange(from = 'A', to = 'Z') @StringLength(min = 9, max = 24) String salt,
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 20, max = 90) String hash) {
    String phc = "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s".formatted(memory, passes, lanes, salt, hash);
    if (PasswordHash.isHash(phc)) {
      assertFalse(PasswordHash.matches(phc, "password"));
    } else {
      assertThrows(IllegalArgumentException.class, () -> PasswordHash.matches(phc, "password"));
    }
  }

  @Test
  void differsInEveryWrongDigitOfTheHash() {
    String phc =
        "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    int start = phc.lastIndexOf('$') + 1;
    int matching = 0;
    for (int i = start; i < phc.length(); i++) {
      char other = phc.charAt(i) == 'Q' ? 'g' : 'Q';
      String wrong = phc.substring(0, i) + other + phc.substring(i + 1);
      matching += PasswordHash.matches(wrong, "password") ? 1 : 0;
    }
    assertEquals(0, matching);
  }
}
