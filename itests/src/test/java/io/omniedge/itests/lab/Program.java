package io.omniedge.itests.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program running beside the test; everything it prints goes to one file. */
public final class Program implements AutoCloseable {
  private static final long STOP_SECONDS = 10;

  private final String name;
  private final Process process;
  private final Path log;

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static Program start(String name, List<String> command, Path log) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .redirectInput(Path.of("/dev/null").toFile())
              .start();
      return new Program(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + String.join(" ", command), e);
    }
  }

  /** The process id of the program itself: what stands between replaces itself by it. */
  public long pid() {
    return process.pid();
  }

  /** True until it ended. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** For a failure message: whether it runs or how it ended, and the last it said. */
  String describe() {
    String state = isAlive() ? "runs" : "ended with status " + process.exitValue();
    String said = output();
    return name + " " + state + "; it said:\n" + said.substring(Math.max(0, said.length() - 2000));
  }

  /** Everything printed so far. */
  public String output() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the output contains the pattern; returns the match. Fails if the program ends. */
  public Matcher awaitOutput(String regex) {
    Pattern pattern = Pattern.compile(regex, Pattern.MULTILINE);
    Eventually.holds(
        name + " prints " + regex,
        Eventually.DEADLINE,
        () -> pattern.matcher(output()).find() || !isAlive(),
        this::describe);
    Matcher matcher = pattern.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError("never printed: " + regex + "\n" + describe());
    }
    return matcher;
  }

  /** Waits for its own end; returns its status. */
  public int awaitEnd() {
    Eventually.holds("the end of " + name, Eventually.DEADLINE, () -> !isAlive(), this::describe);
    return process.exitValue();
  }

  /** SIGTERM, then SIGKILL for a program that does not heed it; returns when it has ended. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      kill();
    }
  }

  /** SIGKILL, as a power cut: no handler, no clean-up. Returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    Eventually.holds("the death of " + name, () -> !process.isAlive());
  }
}
