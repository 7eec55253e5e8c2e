package io.omniedge.cli.plugin;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.plugin.module.ModuleLimits;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.RefusedPackageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** Files that a maker of plugins names. */
public final class PluginFile {
  private PluginFile() {}

  /** The path of that name. */
  public static Path path(String name) throws Failure {
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      throw Failure.input("file", name + " is no file name", "");
    }
  }

  /** All bytes of a module. */
  public static byte[] readModule(Path file) throws Failure {
    return read(file, ModuleLimits.BYTES);
  }

  /**
   * All bytes of a file.
   *
   * @param most a longer one is refused
   */
  public static byte[] read(Path file, int most) throws Failure {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw Failure.input("file", file + " has more than " + most + " bytes", "");
      }
      return bytes;
    } catch (IOException e) {
      throw wrong("cannot read", file, e);
    }
  }

  /** Writes a file in one step: whoever reads it gets the one before, or this one. */
  public static void write(Path file, byte[] bytes) throws Failure {
    try {
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), ".omniedge", ".new");
      try {
        Files.write(fresh, bytes);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(fresh);
      }
    } catch (IOException e) {
      throw wrong("cannot write", file, e);
    }
  }

  /** Looks at a package, whoever signed it. */
  public static PluginPackage open(Path file) throws Failure {
    return open(file, readModule(file));
  }

  /** Looks at the bytes of a package, whoever signed it. */
  public static PluginPackage open(Path file, byte[] bytes) throws Failure {
    try {
      return PluginPackage.open(PluginPackage.unsigned(bytes), List.of(), true);
    } catch (RefusedPackageException e) {
      throw refused(file, e);
    }
  }

  /** Why no gateway takes a file. */
  public static Failure refused(Path file, RefusedPackageException e) {
    return Failure.input("plugin-refused", file + " is refused: " + e.getMessage(), "");
  }

  static Failure wrong(String what, Path file, IOException e) {
    String reason =
        switch (e) {
          case NoSuchFileException missing -> "there is no such file or directory";
          case AccessDeniedException denied -> "permission denied";
          case FileAlreadyExistsException there -> "there is a file of that name";
          default -> String.valueOf(e.getMessage());
        };
    return Failure.of(
        e instanceof AccessDeniedException ? ExitStatus.PERMISSION : ExitStatus.INPUT,
        "file",
        what + " " + file + ": " + reason,
        "");
  }
}
