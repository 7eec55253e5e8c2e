package io.omniedge.manager.server;

import io.omniedge.manager.store.DatabaseSettings;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code backup}: while the manager runs. */
@Command(
    name = "backup",
    description = {
      "Writes database and keys into one file, while the manager may be running.",
      "Of a PostgreSQL database only the keys: copy it with pg_dump."
    })
final class BackupCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Parameters(paramLabel = "FILE", description = "What to write.")
  private Path file = Path.of("");

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          ManagerSettings settings = config.read();
          DatabaseSettings database = settings.database();
          Backup.write(settings.data(), database.isSqlite(), file);
          if (!database.isSqlite()) {
            System.err.println(
                "omniedge-manager: the keys only; copy the database with pg_dump too");
          }
        });
  }
}
