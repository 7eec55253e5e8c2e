package io.omniedge.manager.people.password;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordHashTest {
  @Test
  void knowsItsPasswordAndNoOther() {
    String hash = PasswordHash.of("copper kettle morning");
    assertTrue(hash.startsWith("$argon2id$v=19$m=19456,t=2,p=1$"), hash);
    assertTrue(PasswordHash.matches(hash, "copper kettle morning"));
    assertFalse(PasswordHash.matches(hash, "copper kettle morninG"));
    assertFalse(PasswordHash.matches(hash, ""));
  }

  @Test
  void hashesOnePasswordDifferentlyEachTime() {
    assertNotEquals(PasswordHash.of("same"), PasswordHash.of("same"));
  }

  /**
   * Made by the reference program of the authors of Argon2: {@code echo -n password | argon2 …}.
   */
  @Test
  void agreesWithTheReferenceProgram() {
    assertTrue(
        PasswordHash.matches(
            "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ"
                + "$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
            "password"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "password",
        "$argon2i$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=999999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
        "$argon2id$v=19$m=19456,t=2,p=0$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
      })
  void refusesWhatIsNoHashOrWouldCostTooMuch(String hash) {
    assertThrows(IllegalArgumentException.class, () -> PasswordHash.matches(hash, "password"));
  }
}
