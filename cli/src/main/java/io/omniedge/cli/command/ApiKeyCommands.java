package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "api-key",
    description = "Keys by which programs sign in at the manager.",
    subcommands = {
      ApiKeyCommands.Create.class,
      ApiKeyCommands.ListAll.class,
      ApiKeyCommands.Revoke.class
    })
final class ApiKeyCommands {
  private static final String PATH = "/api/v1/api-keys";

  ApiKeyCommands(Context context) {}

  @Command(
      name = "create",
      description = "Make a key; it is shown this once.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge api-key create dashboard --role viewer",
        "  omniedge api-key create ci --role operator --expires 90d --quiet > key"
      })
  static final class Create extends Task {
    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
        names = "--role",
        required = true,
        paramLabel = "ROLE",
        description = "What it may do: owner, admin, operator, auditor or viewer; at most yours.")
    private String role = "";

    @Option(
        names = "--expires",
        paramLabel = "SPAN",
        converter = Lifetime.class,
        description = "When it stops to work, as 12h or 90d; never otherwise.")
    private @Nullable Duration expires;

    Create(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject.Builder wanted = JsonObject.builder().put("name", name).put("role", role);
      if (expires != null) {
        long now = context().surroundings().clock().instant().getEpochSecond();
        wanted.put("expiresAt", now + expires.toSeconds());
      }
      JsonObject key = manager().post(PATH, wanted.build()).document();
      output()
          .result(
              key,
              () -> {
                output().line(View.text(key, "secret"));
                output().remark("It is shown this once. A program signs in with it by");
                output().remark("  OMNIEDGE_API_KEY or Authorization: Bearer KEY");
                output().remark("To end it: omniedge api-key revoke " + View.text(key, "id"));
              });
    }
  }

  @Command(name = "list", description = "List the keys, without their secrets.")
  static final class ListAll extends Task {
    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> keys = manager().list(PATH, Map.of(), 100_000);
      Table table = Table.of("ID", "NAME~", "ROLE", "STATE", "EXPIRES", "MADE BY~");
      for (JsonObject key : keys) {
        table.row(
            View.text(key, "id"),
            View.text(key, "name"),
            View.text(key, "role"),
            state(key),
            View.time(key, "expiresAt").replaceAll(" .*", ""),
            View.actor(key, "createdBy"));
      }
      output().result(View.items(keys), () -> output().table(table, "There is no API key."));
    }

    private String state(JsonObject key) {
      if (View.number(key, "revokedAt") != 0) {
        return "revoked";
      }
      long expiresAt = View.number(key, "expiresAt");
      long now = context().surroundings().clock().instant().getEpochSecond();
      return expiresAt != 0 && expiresAt <= now ? "expired" : "valid";
    }
  }

  @Command(name = "revoke", description = "Let no program in with this key any more.")
  static final class Revoke extends KeyRemoval {
    Revoke(Context context) {
      super(context, PATH, "API key %s is revoked.");
    }
  }
}
