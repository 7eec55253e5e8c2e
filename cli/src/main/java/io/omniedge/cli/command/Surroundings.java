package io.omniedge.cli.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a process gives a command; tests give another.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param environment variables
 * @param inIsTerminal whether somebody can be asked
 * @param outIsTerminal whether somebody reads it as it comes
 * @param clock the time
 * @param pause how to wait
 */
public record Surroundings(
    InputStream in,
    PrintStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean inIsTerminal,
    boolean outIsTerminal,
    InstantSource clock,
    Pause pause) {
  private static final int USUAL_COLUMNS = 80;

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    /** That long. */
    void seconds(long seconds) throws InterruptedException;
  }

  /** Of this process. */
  public static Surroundings ofProcess() {
    return new Surroundings(
        System.in,
        System.out,
        System.err,
        System.getenv(),
        isTerminal(0),
        isTerminal(1),
        InstantSource.system(),
        seconds -> Thread.sleep(seconds * 1_000));
  }

  /** The JDK tells it of input and output together only; Linux of each. */
  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false; // no Linux: then nothing is drawn and nobody asked
    }
  }

  /** A variable, empty if it is not set. */
  String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  /** Whether colours are wanted [no-color.org]. */
  boolean hasColor() {
    return outIsTerminal
        && variable("NO_COLOR").isEmpty()
        && !variable("TERM").isEmpty()
        && !variable("TERM").equals("dumb");
  }

  /** Columns of the terminal. */
  int columns() {
    String columns = variable("COLUMNS");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
  }
}
