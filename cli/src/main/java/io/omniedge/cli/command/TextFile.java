package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that somebody names on the command line; a hyphen is standard input. */
final class TextFile {
  /** As much as a manager takes. */
  private static final int MAX_BYTES = 1 << 20;

  private TextFile() {}

  static String read(String name, Context context) throws Failure {
    try {
      if (name.equals("-")) {
        return text(context.surroundings().in(), name);
      }
      try (InputStream in = Files.newInputStream(Path.of(name))) {
        return text(in, name);
      }
    } catch (NoSuchFileException e) {
      throw wrong(name, "there is no such file");
    } catch (AccessDeniedException e) {
      throw wrong(name, "permission denied");
    } catch (InvalidPathException e) {
      throw wrong(name, "it is no file name");
    } catch (IOException e) {
      throw wrong(name, String.valueOf(e.getMessage()));
    }
  }

  private static String text(InputStream in, String name) throws IOException, Failure {
    byte[] bytes = in.readNBytes(MAX_BYTES + 1);
    if (bytes.length > MAX_BYTES) {
      throw wrong(name, "it is longer than " + MAX_BYTES + " bytes");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private static Failure wrong(String name, String reason) {
    return Failure.input("file", "cannot read " + name + ": " + reason, "");
  }
}
