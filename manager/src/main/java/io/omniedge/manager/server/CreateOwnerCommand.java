package io.omniedge.manager.server;

import io.omniedge.manager.access.ApiKeys;
import io.omniedge.manager.access.Role;
import io.omniedge.manager.audit.Audit;
import io.omniedge.manager.authority.PrivateFile;
import io.omniedge.manager.inventory.Tenants;
import io.omniedge.manager.people.Invitations;
import io.omniedge.manager.people.People;
import io.omniedge.manager.problem.Problem;
import io.omniedge.manager.store.Database;
import io.omniedge.protocol.ProtocolException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code create-owner}: the first one who may do everything, and the way back in. */
@Command(
    name = "create-owner",
    description = {
      "Makes a user with the role owner, and the tenant if there is none of that name;",
      "it says so then, on standard error.",
      "Prints a link by which the user sets a password; it works once, for three days.",
      "A user who is there already becomes an owner again and gets a new link.",
      "The manager may be running."
    })
final class CreateOwnerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private ConfigOption config = new ConfigOption();

  @Option(
      names = "--tenant",
      defaultValue = "default",
      description = "Whose networks (default: ${DEFAULT-VALUE}).")
  private String tenant = "default";

  @Option(
      names = "--name",
      defaultValue = "owner",
      description = "Name to sign in with, or of the key (default: ${DEFAULT-VALUE}).")
  private String name = "owner";

  @Option(
      names = "--api-key",
      description = "Make an API key with the role owner instead, and print it once.")
  private boolean apiKey;

  @Override
  public Integer call() throws InterruptedException {
    return ExitCode.of(
        () -> {
          ManagerSettings settings = config.read();
          PrivateFile.folder(settings.data());
          try (Database database = Database.open(settings.database())) {
            InstantSource clock = InstantSource.system();
            List<String> before = tenants(database);
            String shown =
                apiKey
                    ? create(database, clock, tenant, name)
                    : settings
                        .publicUrl()
                        .resolve("/invitation/" + invite(database, clock, tenant, name))
                        .toString();
            if (!before.contains(tenant)) {
              System.err.println(made(before));
            }
            System.out.println(shown);
          } catch (Problem e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
          }
        });
  }

  private static List<String> tenants(Database database) {
    return database.read(Tenants::list).stream().map(Tenants.Tenant::name).toList();
  }

  /** A name that was mistyped gives an owner of nothing: it has to be seen. */
  private String made(List<String> before) {
    return "omniedge-manager: there was no tenant \""
        + tenant
        + "\": it is made now"
        + (before.isEmpty()
            ? ""
            : ", beside " + ProtocolException.shown(String.join(", ", before)));
  }

  /** The text of an API key. */
  static String create(Database database, InstantSource clock, String tenant, String name) {
    checkText("name", name);
    checkText("tenant", tenant);
    String id =
        database.write(
            transaction -> Tenants.named(transaction.handle(), tenant, clock.millis()).id());
    return new ApiKeys(database, new Audit(clock), clock)
        .create(id, name, Role.OWNER, 0, "create-owner")
        .exposeText();
  }

  private static void checkText(String field, String text) {
    if (text.isBlank() || text.length() > 100 || text.chars().anyMatch(Character::isISOControl)) {
      throw Problem.invalid(field, text, "it must have 1 to 100 characters, no control characters");
    }
  }

  /** The token of an invitation. */
  static String invite(Database database, InstantSource clock, String tenant, String name) {
    checkText("tenant", tenant);
    Audit audit = new Audit(clock);
    People people = new People(database, audit, new Invitations(database, audit, clock), clock);
    return database.write(
        transaction ->
            people.inviteOwner(
                transaction,
                Tenants.named(transaction.handle(), tenant, clock.millis()).id(),
                name));
  }
}
