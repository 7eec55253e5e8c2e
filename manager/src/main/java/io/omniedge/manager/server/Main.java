package io.omniedge.manager.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** The command {@code omniedge-manager}. */
@Command(
    name = "omniedge-manager",
    description = "The control plane of OmniEdge.",
    mixinStandardHelpOptions = true,
    version = "omniedge-manager 0.1",
    scope = ScopeType.INHERIT,
    subcommands = {
      StartCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      CreateOwnerCommand.class,
      BrokerCertificateCommand.class
    })
public final class Main implements Callable<Integer> {
  private Main() {}

  /** Runs it. */
  public static void main(String[] arguments) {
    ConsoleLog.setUp();
    System.exit(run(arguments));
  }

  /** Runs it; says what the process is to end with. */
  static int run(String... arguments) {
    return new CommandLine(new Main()).execute(arguments);
  }

  @Override
  public Integer call() {
    CommandLine.usage(this, System.err);
    return CommandLine.ExitCode.USAGE;
  }
}
