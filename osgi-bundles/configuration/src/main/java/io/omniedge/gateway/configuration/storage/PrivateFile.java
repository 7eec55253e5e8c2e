package io.omniedge.gateway.configuration.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Writes files that only their owner may read, from their first moment, and that a power cut leaves
 * whole: the old content or the new, never a part.
 */
public final class PrivateFile {
  /** Of files under way; what a killed process left behind has this ending and may be deleted. */
  public static final String TEMPORARY = ".tmp";

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private PrivateFile() {}

  /** Makes the directory and its parents; those that exist keep their permissions. */
  public static void makeDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(directory, OWNER_DIRECTORY);
    }
  }

  /** Deletes what a killed process left half written in the directory and below it. */
  public static void deleteLeftovers(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path file : all.filter(one -> one.toString().endsWith(TEMPORARY)).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Puts the content in the place of the file, whether there was one or not. */
  public static void replace(Path file, byte[] content) throws IOException {
    Path temporary = written(file, content);
    try {
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(file);
  }

  /**
   * Makes a new file.
   *
   * @throws java.nio.file.FileAlreadyExistsException if there is one, which then is untouched
   */
  public static void create(Path file, byte[] content) throws IOException {
    Path temporary = written(file, content);
    try {
      // A rename would replace the file of somebody who was faster; a link does not.
      Files.createLink(file, temporary);
    } finally {
      Files.deleteIfExists(temporary);
    }
    syncDirectory(file);
  }

  /** Deletes the file for good. */
  public static void delete(Path file) throws IOException {
    Files.delete(file);
    syncDirectory(file);
  }

  private static Path written(Path file, byte[] content) throws IOException {
    Path temporary =
        Files.createTempFile(directoryOf(file), file.getFileName() + ".", TEMPORARY, OWNER_FILE);
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
    } catch (IOException e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    return temporary;
  }

  /** The name of a file is kept by its directory, which needs a sync of its own. */
  private static void syncDirectory(Path file) throws IOException {
    try (FileChannel directory = FileChannel.open(directoryOf(file), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " is no file in a directory");
    }
    return directory;
  }
}
