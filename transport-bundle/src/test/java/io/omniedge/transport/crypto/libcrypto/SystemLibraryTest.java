package io.omniedge.transport.crypto.libcrypto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.transport.crypto.CryptoException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLibraryTest {
  @TempDir private Path folder;

  private static String refusal(Path path) {
    return String.valueOf(
        assertThrows(CryptoException.class, () -> SystemLibrary.trusted(path)).getMessage());
  }

  @Test
  void refusesARelativePath() {
    assertTrue(refusal(Path.of("libcrypto.so.3")).contains("is not absolute"));
  }

  @Test
  void refusesAMissingFile() {
    assertTrue(refusal(folder.resolve("missing.so")).contains("cannot be read"));
  }

  @Test
  void refusesAFileThatAnybodyMayChange() throws IOException {
    Path file = Files.createFile(folder.resolve("lib.so"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));
    assertTrue(refusal(file).contains("anybody may write to"));
  }

  @Test
  void refusesAFileThatAnybodyMayReplace() throws IOException {
    Path open = Files.createDirectory(folder.resolve("open"));
    Path file = Files.createFile(Files.createDirectory(open.resolve("inner")).resolve("lib.so"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertTrue(refusal(file).contains("anybody may write to " + open.toRealPath()));
  }

  @Test
  void looksBehindSymbolicLinks() throws IOException, CryptoException {
    Path file = Files.createFile(folder.resolve("lib.so.3"));
    Path link = Files.createSymbolicLink(folder.resolve("lib.so"), file);
    assertEquals(file.toRealPath(), SystemLibrary.trusted(link));
  }
}
