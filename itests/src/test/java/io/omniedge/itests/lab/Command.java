package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A command that is run to its end.
 *
 * @param status its exit status
 * @param out its standard output
 * @param err its standard error
 */
public record Command(int status, String out, String err) {
  private static final Duration DEADLINE = Duration.ofMinutes(2);

  /** True if it ended with status 0. */
  public boolean succeeded() {
    return status == 0;
  }

  /** Runs a command, with no input, and fails the test if it does not succeed; its output. */
  public static String run(List<String> command) {
    return run(command, DEADLINE);
  }

  /** The same for a command that may take longer than two minutes. */
  public static String run(List<String> command, Duration deadline) {
    Command result = attempt(command, "", deadline);
    if (!result.succeeded()) {
      throw new AssertionError(
          String.join(" ", command)
              + "\nended with "
              + result.status
              + "\n"
              + result.out
              + result.err);
    }
    return result.out;
  }

  /** Runs a command with this input, whatever its status will be. */
  public static Command attempt(List<String> command, String input) {
    return attempt(command, input, DEADLINE);
  }

  private static Command attempt(List<String> command, String input, Duration deadline) {
    try {
      Path out = Files.createTempFile("omni-out", "");
      Path err = Files.createTempFile("omni-err", "");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try (var stdin = process.outputWriter()) {
          stdin.write(input);
        }
        if (!process.waitFor(deadline.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError(
              "no end within " + deadline.toSeconds() + " s: " + String.join(" ", command));
        }
        return new Command(process.exitValue(), Files.readString(out), Files.readString(err));
      } finally {
        Files.delete(out);
        Files.delete(err);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + String.join(" ", command), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting for a command", e);
    }
  }
}
