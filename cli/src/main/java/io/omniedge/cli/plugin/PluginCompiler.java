package io.omniedge.cli.plugin;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Calls the compiler of a project, as its README does: what makes a plugin is the stock toolchain,
 * and nothing of ours.
 */
public final class PluginCompiler {
  private static final List<String> CLANG = List.of("clang-19", "clang");
  private static final List<String> CLANG_FLAGS =
      List.of(
          "--target=wasm32",
          "-Os",
          "-Wall",
          "-Wextra",
          "-ffreestanding",
          "-nostdlib",
          "-mbulk-memory",
          "-Wl,--no-entry",
          "-Wl,--strip-all",
          "-Wl,-z,stack-size=16384");
  private static final List<String> ASC_FLAGS =
      List.of(
          "-O3",
          "--runtime",
          "stub",
          "--use",
          "abort=",
          "--noAssert",
          "--transform",
          "./manifest.mjs");

  private final Path folder;
  private final Map<String, String> environment;

  /**
   * For a project.
   *
   * @param environment where the compilers are looked for: its PATH
   */
  public PluginCompiler(Path folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Compiles it.
   *
   * @return the module, below {@code target}
   */
  public Path compile() throws Failure {
    PluginLanguage language = language();
    Path made = Path.of("target", "plugin.wasm");
    try {
      Files.createDirectories(folder.resolve("target"));
    } catch (IOException e) {
      throw PluginFile.wrong("cannot write", folder.resolve("target"), e);
    }
    List<String> command = new ArrayList<>(compiler(language));
    command.addAll(language == PluginLanguage.C ? CLANG_FLAGS : ASC_FLAGS);
    command.addAll(List.of("-o", made.toString(), language.source()));
    run(command, language);
    return folder.resolve(made).normalize();
  }

  private PluginLanguage language() throws Failure {
    for (PluginLanguage language : PluginLanguage.values()) {
      if (Files.isRegularFile(folder.resolve(language.source()))) {
        return language;
      }
    }
    throw Failure.input(
        "no-project",
        folder + " has neither plugin.c nor plugin.ts",
        "make one with: omniedge plugin new DIR --type TYPE --language LANGUAGE");
  }

  private List<String> compiler(PluginLanguage language) throws Failure {
    if (language == PluginLanguage.C) {
      Optional<String> linker = found("wasm-ld-19").or(() -> found("wasm-ld"));
      for (String name : CLANG) {
        Optional<String> clang = found(name);
        if (clang.isPresent() && linker.isPresent()) {
          return List.of(clang.get());
        }
      }
      throw missing("clang or its linker wasm-ld", "on Debian: apt-get install clang-19 lld-19");
    }
    Path own = folder.resolve("node_modules/.bin/asc");
    if (Files.isExecutable(own)) {
      return List.of(own.toAbsolutePath().toString());
    }
    return List.of(
        found("asc")
            .orElseThrow(
                () ->
                    missing(
                        "asc, the compiler of AssemblyScript",
                        "with Node.js 20 or later: npm ci --prefix " + folder)));
  }

  private static Failure missing(String what, String advice) {
    return Failure.of(ExitStatus.GENERAL, "no-compiler", "there is no " + what + " here", advice);
  }

  private Optional<String> found(String program) {
    for (String directory : environment.getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, program))) {
        return Optional.of(Path.of(directory, program).toString());
      }
    }
    return Optional.empty();
  }

  private void run(List<String> command, PluginLanguage language) throws Failure {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      Process compiler = builder.start();
      compiler.getOutputStream().close();
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (compiler.waitFor() != 0) {
        throw Failure.input(
            "compiler",
            folder.resolve(language.source()) + " does not compile: " + said.strip(),
            "the command was: " + String.join(" ", command));
      }
    } catch (IOException e) {
      throw missing(command.get(0) + " that runs (" + e.getMessage() + ")", "");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Failure.of(ExitStatus.GENERAL, "interrupted", "interrupted", "");
    }
  }
}
