package io.omniedge.pdm.source;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Small texts by which the kernel tells of a device and is told [sysfs-rules]. Any thread.
 *
 * @param path of it
 */
public record DeviceFile(Path path) {
  /** The kernel's own are at most a page. */
  private static final int MOST_BYTES = 4_096;

  private static final int MOST_SHOWN = 100;

  /** The text without blanks around it. */
  public String text() throws SourceException {
    try (var in = Files.newInputStream(path)) {
      return new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      throw new SourceException(path.toString(), "it is not there", e);
    } catch (IOException e) {
      throw new SourceException(path.toString(), "it cannot be read: " + e.getMessage(), e);
    }
  }

  /** The text; nothing if there is no such file. */
  public Optional<String> find() throws SourceException {
    return Files.exists(path) ? Optional.of(text()) : Optional.empty();
  }

  /** A finite number. */
  public double number() throws SourceException {
    String text = text();
    try {
      double number = Double.parseDouble(text);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new SourceException(path + ": " + shown(text), "it is no number", e);
    }
    throw new SourceException(path.toString(), shown(text), "it is no finite number");
  }

  /** Writes; the kernel may refuse what it does not like. */
  public void write(String text) throws SourceException {
    try {
      Files.writeString(path, text, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING);
    } catch (IOException e) {
      throw new SourceException(
          path + ": " + shown(text), "it cannot be written: " + e.getMessage(), e);
    }
  }

  /** What is in this folder and begins so, in the order of their names. */
  public static List<Path> in(Path folder, String prefix) throws SourceException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, prefix + "*")) {
      all.forEach(found::add);
    } catch (IOException e) {
      throw new SourceException(folder.toString(), "it cannot be listed: " + e, e);
    }
    found.sort(null);
    return found;
  }

  /** A part of what came from outside that can be shown. */
  public static String shown(String text) {
    String visible = text.replaceAll("\\p{Cntrl}", "?");
    return visible.length() <= MOST_SHOWN ? visible : visible.substring(0, MOST_SHOWN) + "…";
  }
}
