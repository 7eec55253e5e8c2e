package io.omniedge.image.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/**
 * Programs of Debian 13 for the machine that builds, unpacked into a folder and run from there with
 * the libraries that came with them. So the machine needs no packages, no root and no Debian 13,
 * and every machine builds with the same programs.
 *
 * @param folder the unpacked packages
 */
public record Toolbox(Path folder) {
  private static final List<String> BIN = List.of("usr/bin", "usr/sbin", "usr/lib/systemd");

  /** Makes a small script for each program, for programs call each other by name. */
  public void prepare() throws IOException, ImageException {
    Path loader = loader();
    Path lib = loader.resolveSibling("");
    Path bin = Files.createDirectories(folder.resolve("programs"));
    for (String place : BIN) {
      if (!Files.isDirectory(folder.resolve(place))) {
        continue;
      }
      for (Path named : Folders.files(folder.resolve(place))) {
        Path script = bin.resolve(String.valueOf(named.getFileName()));
        Path program = target(named);
        if (Files.exists(script) || !isProgram(program)) {
          continue;
        }
        Files.writeString(
            script,
            """
            #!/bin/sh
            exec '%s' --library-path '%s:%s/systemd' --argv0 "$0" '%s' "$@"
            """
                .formatted(loader, lib, lib, program));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
      }
    }
  }

  /** Where a link leads to that counts on being at home in the root. */
  private Path target(Path program) throws IOException {
    if (!Files.isSymbolicLink(program)) {
      return program;
    }
    String to = Files.readSymbolicLink(program).toString();
    return to.startsWith("/") ? folder.resolve(to.replaceFirst("^/(usr/)?", "usr/")) : program;
  }

  /** Beside the libraries; some packages have a folder for another processor, without one. */
  private Path loader() throws IOException, ImageException {
    try (Stream<Path> files =
        Files.find(folder.resolve("usr/lib"), 2, (file, is) -> isLoader(file))) {
      return files
          .sorted()
          .findFirst()
          .orElseThrow(() -> new ImageException(folder + " has no loader of programs"));
    }
  }

  private static boolean isLoader(Path file) {
    return String.valueOf(file.getFileName()).startsWith("ld-linux")
        && file.toString().contains("-linux-gnu/");
  }

  private static boolean isProgram(Path file) throws IOException {
    if (!Files.isRegularFile(file) || !Files.isExecutable(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      byte[] magic = in.readNBytes(4);
      return magic.length == 4 && magic[0] == 0x7f && magic[1] == 'E' && magic[2] == 'L';
    }
  }

  /** A run of one of the programs. */
  public Command run(String program, Object... arguments) {
    String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
    return Command.of(folder.resolve("programs").resolve(program).toString(), arguments)
        .with("PATH", folder.resolve("programs") + ":" + path);
  }
}
