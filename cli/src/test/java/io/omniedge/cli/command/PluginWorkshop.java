package io.omniedge.cli.command;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** Where plugins are made: a folder, and the compilers of this machine. */
final class PluginWorkshop {
  private static final Path ROOT = Path.of(System.getProperty("omniedge.root", ".."));

  private final Path folder;
  private final Terminal terminal;

  PluginWorkshop(Path folder) {
    this.folder = folder;
    String asc =
        ROOT.resolve(".cache/assemblyscript/node_modules/.bin").toAbsolutePath().toString();
    terminal = new Terminal(folder).with("PATH", System.getenv("PATH") + ":" + asc);
  }

  Terminal terminal() {
    return terminal;
  }

  String path(String name) {
    return folder.resolve(name).toString();
  }

  /** Skips the test if a compiler is not to be had, and says which. */
  PluginWorkshop withCompilers() throws IOException, InterruptedException {
    Path log = Files.createTempFile("examples-build", ".log");
    try {
      Process check =
          new ProcessBuilder(
                  ROOT.resolve("plugin-wasm-bundle/examples/build").toString(), "--check")
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      if (!check.waitFor(10, TimeUnit.MINUTES)) {
        check.destroyForcibly();
      }
      Assumptions.assumeTrue(check.exitValue() == 0, Files.readString(log).strip());
    } finally {
      Files.delete(log);
    }
    return this;
  }

  byte[] bytes(String name) {
    try {
      return Files.readAllBytes(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text).toString();
  }

  String write(String name, byte[] bytes) throws IOException {
    return Files.write(folder.resolve(name), bytes).toString();
  }

  /** A plugin of that type that was built, and its module. */
  String built(String type, String language) {
    String project = path(type + "-" + language);
    terminal.run("plugin", "new", project, "--type", type, "--language", language).ok();
    terminal.run("plugin", "build", project).ok().says("com.example." + type + "-" + language);
    return project + "/target/plugin.wasm";
  }
}
