package io.omniedge.manager.server;

import io.omniedge.manager.access.ApiKeys;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.store.Database;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code create-owner}: the first one who may do everything. */
@Command(
    name = "create-owner",
    description = {
      "Makes an API key with the role owner, and the tenant if there is none of that name.",
      "Prints the key once. The manager may be running."
    })
final class CreateOwnerCommand implements Callable<Integer> {
  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--tenant",
      defaultValue = "default",
      description = "Whose networks (default: ${DEFAULT-VALUE}).")
  private String tenant = "default";

  @Option(
      names = "--name",
      defaultValue = "owner",
      description = "Name of the key, for people (default: ${DEFAULT-VALUE}).")
  private String name = "owner";

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          ManagerSettings settings = config.read();
          PrivateFile.folder(settings.data());
          try (Database database = Database.open(settings.database())) {
            System.out.println(create(database, InstantSource.system(), tenant, name));
          }
        });
  }

  /** The text of the key. */
  static String create(Database database, InstantSource clock, String tenant, String name) {
    String id =
        database.write(
            transaction -> Tenants.named(transaction.handle(), tenant, clock.millis()).id());
    return new ApiKeys(database, new Audit(clock), clock)
        .create(id, name, Role.OWNER, 0, "create-owner")
        .exposeText();
  }
}
