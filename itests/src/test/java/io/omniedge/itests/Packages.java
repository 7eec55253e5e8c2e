package io.omniedge.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The built packages. */
final class Packages {
  static final Path SOURCES = ProjectClasses.ROOT.resolve("osgi-bundles/packages/src/main");

  /** What is packed: the folder of the built gateway, and the deployment package. */
  static final Path RUNTIME = ProjectClasses.ROOT.resolve("osgi-bundles/runtime/target");

  private static final Path BUILT = ProjectClasses.ROOT.resolve("osgi-bundles/packages/target");

  private Packages() {}

  /** The Debian package for stand-alone use. */
  static Path gateway() {
    return only("omniedge-gateway_.*\\.deb");
  }

  /** The Debian package for Kura 6. */
  static Path kura() {
    return only("omniedge-kura_.*\\.deb");
  }

  /** The folder for any Linux. */
  static Path zip() {
    return only("omniedge-gateway-.*\\.zip");
  }

  private static Path only(String name) {
    try (Stream<Path> files = Files.list(BUILT)) {
      List<Path> found = files.filter(file -> file.getFileName().toString().matches(name)).toList();
      if (found.size() != 1) {
        throw new AssertionError(name + " in " + BUILT + ": " + found);
      }
      return found.get(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
