package io.omniedge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs other programs, in this or another network namespace. Any thread. */
final class Command {
  private Command() {}

  /** Runs to the end and returns what the program printed, standard error included. */
  static String run(List<String> command) throws BenchException {
    return run(command, "");
  }

  /** The same with {@code input} on standard input. */
  static String run(List<String> command, String input) throws BenchException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try (var stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new BenchException(
            String.join(" ", command) + " ended with status " + status + ": " + output.strip());
      }
      return output;
    } catch (IOException e) {
      throw new BenchException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Whether there is such a program on the path. */
  static boolean present(String program) throws BenchException {
    return run(List.of("sh", "-c", "command -v " + program + " || true")).startsWith("/");
  }

  /** Runs words separated by single spaces. */
  static String run(String words) throws BenchException {
    return run(List.of(words.split(" ")));
  }

  /** Runs words separated by single spaces in a network namespace. */
  static String runIn(String namespace, String words) throws BenchException {
    return run(inNamespace(namespace, List.of(words.split(" "))));
  }

  /** The command that runs {@code command} in a network namespace, with its own process id. */
  static List<String> inNamespace(String namespace, List<String> command) {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
    all.addAll(command);
    return all;
  }

  /** The command that starts another program of this package with our JVM and class path. */
  static List<String> java(Class<?> program) {
    return new ArrayList<>(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName()));
  }

  /** Starts a program that runs on; both outputs go to {@code log}. */
  static Process start(List<String> command, Map<String, String> environment, Path log)
      throws BenchException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.redirectOutput(log.toFile());
    builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    try {
      return builder.start();
    } catch (IOException e) {
      throw new BenchException("cannot start " + String.join(" ", command), e);
    }
  }

  /** Ends a program that {@link #start} began, and waits until it is gone. */
  static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** Waits; a benchmark lets time pass, a test never does. */
  static void pause(long millis) throws BenchException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** Reads a whole small text file. */
  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BenchException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new BenchException("interrupted", e);
  }
}
