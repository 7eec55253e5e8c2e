package io.omniedge.transport.managed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.CryptoOptions;
import io.omniedge.transport.crypto.CryptoSuite;
import io.omniedge.transport.crypto.KeyAgreement;
import io.omniedge.transport.crypto.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The private key on disk: made once, never lost, never open to others. */
class PrivateKeyFileTest {
  private static final String KEY = "QGH2XHlU5QLGxNqvGGqYbMEWlWxkn2HRWkAhCbvNqFs=";

  private static KeyAgreement x25519;

  @TempDir private Path folder;

  @BeforeAll
  static void select() throws Exception {
    x25519 = CryptoSuite.select(CryptoOptions.automatic()).keyAgreement();
  }

  private PrivateKeyFile file() {
    return new PrivateKeyFile(folder.resolve("keys/omni0.key"), x25519);
  }

  @Test
  void makesAKeyOnceAndReadsItEverAfter() throws IOException {
    Secret first = file().loadOrMake();
    assertFalse(first.isZero());
    assertArrayEquals(first.exposeBytes(), file().loadOrMake().exposeBytes());
  }

  @Test
  void isReadableByItsOwnerOnlyAlsoAfterSomebodyOpenedIt() throws IOException {
    file().loadOrMake();
    Path key = folder.resolve("keys/omni0.key");
    assertEquals("rw-------", mode(key));
    assertEquals("rwx------", mode(folder.resolve("keys")));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
    file().loadOrMake();
    assertEquals("rw-------", mode(key));
  }

  @Test
  void takesAKeyOutOfAFileOfTheOperators() throws IOException {
    file().loadOrMake();
    Path source = Files.writeString(folder.resolve("import"), KEY + "\n");
    assertTrue(file().importFrom(source));
    assertFalse(Files.exists(source), "the key would be in two places");
    assertEquals(KEY + "\n", Files.readString(folder.resolve("keys/omni0.key")));
    assertFalse(file().importFrom(source), "a second time there is nothing to import");
  }

  @Test
  void leavesAFileAloneThatHoldsNoKey() throws IOException {
    Secret before = file().loadOrMake();
    Path source = Files.writeString(folder.resolve("import"), "secret but no key\n");
    IOException refusal = assertThrows(IOException.class, () -> file().importFrom(source));
    String said = String.valueOf(refusal.getMessage());
    assertTrue(said.contains(source.toString()), said);
    assertFalse(said.contains("secret but"), said);
    assertTrue(Files.exists(source));
    assertArrayEquals(before.exposeBytes(), file().loadOrMake().exposeBytes());
  }

  @Test
  void doesNotReplaceADamagedKeyThatPeersMayKnow() throws IOException {
    Path key = folder.resolve("keys/omni0.key");
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(key, KEY.substring(0, 20));
    IOException refusal = assertThrows(IOException.class, () -> file().loadOrMake());
    assertTrue(String.valueOf(refusal.getMessage()).startsWith(key + " holds no private key"));
    assertEquals(KEY.substring(0, 20), Files.readString(key));
  }

  @Test
  void startsAnewAfterAPowerCutWhileItWasWritten() throws IOException {
    Files.createDirectories(folder.resolve("keys"));
    Files.writeString(folder.resolve("keys/omni0.key.next"), KEY.substring(0, 7));
    assertFalse(file().loadOrMake().isZero());
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
