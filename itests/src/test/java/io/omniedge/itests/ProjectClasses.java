package io.omniedge.itests;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The compiled classes and the sources of all modules, as Maven laid them out. */
final class ProjectClasses {
  static final Path ROOT = Path.of(System.getProperty("omniedge.root")).normalize();

  /** What a gateway runs; the folder includes META-INF/versions/22 of the multi-release JARs. */
  private static final List<String> PRODUCT =
      List.of(
          "protocol",
          "tun-bundle",
          "transport-bundle",
          "osgi-bundles/kura-api-compat",
          "osgi-bundles/gateway-api",
          "osgi-bundles/device-profile",
          "osgi-bundles/configuration",
          "osgi-bundles/kura-adapter",
          "osgi-bundles/console",
          "osgi-bundles/monitoring",
          "osgi-bundles/health",
          "osgi-bundles/gateway-agent",
          "plugin-wasm-bundle",
          "pdm-reporting-bundle",
          "osgi-bundles/runtime");

  /** The folders with Java code. */
  static final List<String> MODULES =
      List.of(
          "protocol",
          "tun-bundle",
          "transport-bundle",
          "osgi-bundles/kura-api-compat",
          "osgi-bundles/gateway-api",
          "osgi-bundles/device-profile",
          "osgi-bundles/configuration",
          "osgi-bundles/kura-adapter",
          "osgi-bundles/console",
          "osgi-bundles/monitoring",
          "osgi-bundles/health",
          "osgi-bundles/gateway-agent",
          "plugin-wasm-bundle",
          "pdm-reporting-bundle",
          "osgi-bundles/runtime",
          "image-build",
          "cli",
          "testkit",
          "itests",
          "fuzz",
          "bench");

  /** What bundles have inside of our other modules. */
  private static final Pattern OURS_INSIDE =
      Pattern.compile(
          "(gateway-agent|plugin-wasm-bundle|kura-adapter|pdm-reporting-bundle|device-profile)/target/classes/io/omniedge/"
              + "(protocol|gateway/configuration)/"
              + "|pdm-reporting-bundle/target/classes/io/omniedge/gateway/yaml/");

  private ProjectClasses() {}

  static JavaClasses ofProduct() {
    return imported(PRODUCT, "classes");
  }

  static JavaClasses ofTests() {
    return imported(MODULES, "test-classes");
  }

  private static JavaClasses imported(List<String> modules, String folder) {
    return new ClassFileImporter()
        // The bundle plugin puts what a bundle embeds beside its classes.
        .withImportOption(location -> !location.contains("/com/sun/jna/"))
        .withImportOption(location -> !location.contains("/gg/jte/"))
        .withImportOption(location -> !location.contains("/io/prometheus/"))
        .withImportOption(location -> !location.contains("/org/eclipse/paho/"))
        .withImportOption(location -> !location.contains("/org/xbill/"))
        .withImportOption(location -> !location.contains("/org/snakeyaml/"))
        .withImportOption(location -> !location.contains("/com/dylibso/"))
        .withImportOption(location -> !location.contains("/org/objectweb/"))
        .withImportOption(location -> !location.contains("/org/apache/hc/"))
        .withImportOption(location -> !OURS_INSIDE.matcher(location.toString()).find())
        .importPaths(
            modules.stream()
                .map(module -> ROOT.resolve(module).resolve("target").resolve(folder))
                .filter(Files::isDirectory)
                .toList());
  }

  /** Every Java source file, tests included. */
  static List<Path> sources() {
    return MODULES.stream()
        .map(module -> ROOT.resolve(module).resolve("src"))
        .filter(Files::isDirectory)
        .flatMap(ProjectClasses::javaFiles)
        .toList();
  }

  private static Stream<Path> javaFiles(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
