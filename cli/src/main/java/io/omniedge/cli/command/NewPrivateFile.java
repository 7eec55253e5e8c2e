package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A new file for a secret, open before the secret is made, so that a place that cannot be written
 * is known in time. Only its owner may read it. Closed without having been written, it is gone.
 */
final class NewPrivateFile implements AutoCloseable {
  private final Path path;
  private final FileChannel channel;
  private boolean written;

  private NewPrivateFile(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  /** Makes the file; one that exists is not touched. */
  static NewPrivateFile open(String name) throws Failure {
    try {
      Path path = Path.of(name);
      return new NewPrivateFile(
          path,
          FileChannel.open(
              path,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    } catch (FileAlreadyExistsException e) {
      throw Failure.input("file-exists", name + " exists; it is not replaced", "name another file");
    } catch (NoSuchFileException e) {
      throw wrong(name, "its directory does not exist");
    } catch (AccessDeniedException e) {
      throw wrong(name, "permission denied");
    } catch (InvalidPathException e) {
      throw wrong(name, "it is no file name");
    } catch (IOException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private static Failure wrong(String name, String reason) {
    return Failure.input("file", "cannot write " + name + ": " + reason, "name another file");
  }

  /** Writes all of it to the disk; if that fails says what to do about it. */
  void write(String text, String advice) throws Failure {
    try {
      ByteBuffer left = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
      while (left.hasRemaining()) {
        channel.write(left);
      }
      channel.force(true);
      written = true;
    } catch (IOException e) {
      throw Failure.of(
          ExitStatus.GENERAL, "file", "cannot write " + path + ": " + e.getMessage(), advice);
    }
  }

  @Override
  public void close() throws Failure {
    try {
      channel.close();
      if (!written) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      throw Failure.of(
          ExitStatus.GENERAL, "file", "cannot close " + path + ": " + e.getMessage(), "");
    }
  }
}
