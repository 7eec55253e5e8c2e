package io.omniedge.manager.server;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code restore}: into an empty data folder. */
@Command(name = "restore", description = "Makes the data folder of a backup; it must be empty.")
final class RestoreCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "What backup wrote.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          ManagerSettings settings = config.read();
          Backup.restore(file, settings.data(), settings.database().isSqlite());
        });
  }
}
