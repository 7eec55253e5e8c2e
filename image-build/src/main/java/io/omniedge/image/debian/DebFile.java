package io.omniedge.image.debian;

import io.omniedge.image.tool.Command;
import io.omniedge.image.tool.ImageException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * A package as a file [deb(5)].
 *
 * @param name of the package
 * @param version of the package
 * @param file where it is
 */
public record DebFile(String name, String version, Path file) {
  /** The most that a maintainer script or a list of fields takes. */
  private static final int MAX_CONTROL_BYTES = 1 << 22;

  /** Takes what is in a package, one after the other. */
  @FunctionalInterface
  public interface Visitor {
    /** One entry; its path begins with neither a dot nor a slash. The stream is its content. */
    void visit(String path, TarArchiveEntry entry, InputStream content) throws IOException;
  }

  /** Shows the visitor each entry of the part that is installed. */
  public void visit(Visitor visitor) throws IOException, ImageException, InterruptedException {
    read("--fsys-tarfile", visitor);
  }

  /** The files that only the package manager sees, by their names. */
  public Map<String, String> control() throws IOException, ImageException, InterruptedException {
    Map<String, String> files = new TreeMap<>();
    read(
        "--ctrl-tarfile",
        (path, entry, content) -> {
          if (entry.isFile()) {
            byte[] bytes = content.readNBytes(MAX_CONTROL_BYTES);
            files.put(path, new String(bytes, StandardCharsets.UTF_8));
          }
        });
    return files;
  }

  /** A field of its control file, empty if it is not there. */
  public static String field(String control, String name) {
    return control
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2).strip())
        .findFirst()
        .orElse("");
  }

  private void read(String part, Visitor visitor)
      throws IOException, ImageException, InterruptedException {
    Process process =
        Command.of("dpkg-deb", part, file)
            .builder()
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (InputStream out = process.getInputStream();
        TarArchiveInputStream tar = new TarArchiveInputStream(out, "UTF-8")) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        String path = entry.getName().replaceAll("^(\\./|/)+", "").replaceAll("/+$", "");
        if (path.equals("..") || path.startsWith("../") || path.contains("/../")) {
          throw new ImageException(file + " leaves its folder: " + entry.getName());
        }
        if (!path.isEmpty() && !path.equals(".")) {
          visitor.visit(path, entry, tar);
        }
      }
      out.skip(Long.MAX_VALUE);
    }
    int status = process.waitFor();
    if (status != 0) {
      throw new ImageException("dpkg-deb " + part + " " + file + " ended with status " + status);
    }
  }
}
