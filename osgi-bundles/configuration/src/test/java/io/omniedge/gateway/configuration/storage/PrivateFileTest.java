package io.omniedge.gateway.configuration.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFileTest {
  private static final byte[] OLD = {1, 2, 3};
  private static final byte[] NEW = {4, 5};

  @TempDir Path folder;

  @Test
  void onlyTheOwnerMayReadOrWriteIt() throws IOException {
    PrivateFile.replace(folder.resolve("a"), NEW);
    PrivateFile.create(folder.resolve("b"), NEW);
    for (String name : List.of("a", "b")) {
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(name))));
    }
  }

  @Test
  void replacesAWholeFileAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("a");
    PrivateFile.replace(file, OLD);
    PrivateFile.replace(file, NEW);
    assertArrayEquals(NEW, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void createsNoFileWhereThereIsOne() throws IOException {
    Path file = folder.resolve("a");
    PrivateFile.create(file, OLD);
    assertThrows(FileAlreadyExistsException.class, () -> PrivateFile.create(file, NEW));
    assertArrayEquals(OLD, Files.readAllBytes(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void leavesTheOldFileWhenTheNewOneCannotBeWritten() throws IOException {
    Path directory = folder.resolve("a");
    Files.createDirectory(directory);
    Files.write(directory.resolve("inside"), OLD);
    assertThrows(IOException.class, () -> PrivateFile.replace(directory, NEW));
    assertEquals(List.of(directory), files());
  }

  @Test
  void makesDirectoriesForTheOwnerOnly() throws IOException {
    Path directory = folder.resolve("x/y");
    PrivateFile.makeDirectory(directory);
    PrivateFile.makeDirectory(directory);
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void deletesWhatAKilledProcessLeftAndNothingElse() throws IOException {
    Path below = Files.createDirectories(folder.resolve("x"));
    Files.write(folder.resolve("a.1" + PrivateFile.TEMPORARY), NEW);
    Files.write(below.resolve("b.2" + PrivateFile.TEMPORARY), NEW);
    Files.write(below.resolve("b"), OLD);
    PrivateFile.deleteLeftovers(folder);
    assertEquals(List.of(below), files());
    assertArrayEquals(OLD, Files.readAllBytes(below.resolve("b")));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
