package io.omniedge.itests.osgi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A framework with its services, as a product has them. */
public enum Platform {
  /** Our own runtime. */
  FELIX,
  /** Equinox 3.16 with Felix SCR 2.1.16. */
  KURA_5_6,
  /** A current Equinox. */
  KURA_6;

  private static final Path ROOT = Path.of(System.getProperty("omniedge.root"));
  private static final Path GATEWAY = ROOT.resolve("osgi-bundles/runtime/target/gateway");

  /** The JAR of the framework itself. */
  Path framework() {
    return this == FELIX
        ? only(GATEWAY.resolve("lib"), "org.apache.felix.framework-")
        : only(folder(), "org.eclipse.osgi-3");
  }

  /** The bundles that come with the platform. */
  List<Path> services() {
    if (this == FELIX) {
      return jars(GATEWAY.resolve("bundles/1")).stream().filter(jar -> !isOurs(jar)).toList();
    }
    return jars(folder()).stream().filter(jar -> !jar.equals(framework())).toList();
  }

  /** The bundles of the gateway. */
  static List<Path> gateway() {
    return Stream.concat(
            jars(GATEWAY.resolve("bundles/1")).stream().filter(Platform::isOurs),
            jars(GATEWAY.resolve("bundles/2")).stream())
        .toList();
  }

  /** Those that only our own runtime has: the web page, and what it needs. */
  static List<Path> standalone() {
    return jars(GATEWAY.resolve("bundles/3")).stream().filter(Platform::isOurs).toList();
  }

  /** What installs deployment packages on Kura. */
  static List<Path> deployment() {
    return jars(ROOT.resolve("itests/target/platforms/deployment"));
  }

  /** The bundles that a deployment package brings: those that Kura does not have. */
  static List<Path> packaged() {
    return gateway().stream().filter(jar -> !standsForKura(jar)).toList();
  }

  /** Our own stand-ins for what Kura has. */
  static List<Path> standIns() {
    return gateway().stream().filter(Platform::standsForKura).toList();
  }

  private static boolean standsForKura(Path jar) {
    String name = jar.getFileName().toString();
    return name.contains("kura-api") || name.contains("configuration");
  }

  private static boolean isOurs(Path jar) {
    return jar.getFileName().toString().startsWith("omniedge-");
  }

  private Path folder() {
    return ROOT.resolve("itests/target/platforms")
        .resolve(this == KURA_5_6 ? "kura-5.6" : "kura-6");
  }

  private static Path only(Path folder, String prefix) {
    List<Path> found =
        jars(folder).stream()
            .filter(jar -> jar.getFileName().toString().startsWith(prefix))
            .toList();
    if (found.size() != 1) {
      throw new AssertionError(prefix + "* in " + folder + ": " + found);
    }
    return found.get(0);
  }

  private static List<Path> jars(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
