package io.omniedge.plugin.trial;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The plugins of examples/, made from source by the compilers of this machine. */
final class ReferencePlugins {
  private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();

  /** The build says so if a compiler is not to be had. */
  private static final int NO_TOOLCHAIN = 3;

  private ReferencePlugins() {}

  static Path folder(PluginType type) {
    return EXAMPLES.resolve(type.text());
  }

  /** Makes it if its source changed; without its compiler the test is skipped. */
  static PluginPackage of(PluginType type) throws Exception {
    Path folder = folder(type);
    Path log = Files.createTempFile("examples-build", ".log");
    try {
      Process build =
          new ProcessBuilder(EXAMPLES.resolve("build").toString(), folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!build.waitFor(10, TimeUnit.MINUTES)) {
        build.destroyForcibly();
      }
      String said = Files.readString(log);
      Path module = folder.resolve("target/" + type.text() + ".wasm");
      Assumptions.assumeFalse(
          build.exitValue() == NO_TOOLCHAIN && !Files.exists(module), said.strip());
      int status = build.exitValue();
      assertTrue(status == 0 || status == NO_TOOLCHAIN, said); // the other language's, perhaps
      return PluginPackage.open(Files.readAllBytes(module), List.of(), true);
    } finally {
      Files.delete(log);
    }
  }

  static Recording recording(PluginPackage plugin) throws Exception {
    Path file = folder(plugin.manifest().type()).resolve("events.jsonl");
    return Recording.read(text(file), plugin.manifest());
  }

  static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
