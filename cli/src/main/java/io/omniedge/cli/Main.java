package io.omniedge.cli;

import io.omniedge.cli.command.Commands;
import io.omniedge.cli.command.Surroundings;

/** Entrance of the program; what it can do is in docs/cli.md. */
public final class Main {
  private Main() {}

  /** Runs one command and ends with its exit status. */
  public static void main(String[] args) {
    System.exit(Commands.run(Surroundings.ofProcess(), args));
  }
}
