package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "keys",
    description = "Whose plugins the manager takes.",
    subcommands = {
      PluginKeyCommands.ListAll.class,
      PluginKeyCommands.Trust.class,
      PluginKeyCommands.Remove.class,
      PluginKeyCommands.Unsigned.class
    })
final class PluginKeyCommands {
  private static final String PATH = "/api/v1/plugin-keys";

  PluginKeyCommands(Context context) {}

  private static List<JsonObject> all(Manager manager) throws Failure {
    return manager.list(PATH, Map.of(), 10_000);
  }

  @Command(name = "list", description = "List the keys that are trusted.")
  static final class ListAll extends Task {
    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> keys = all(manager());
      Table table = Table.of("NAME", "KEY", "PLUGINS~", "TYPES~");
      for (JsonObject key : keys) {
        table.row(
            View.text(key, "name"),
            View.text(key, "key"),
            View.text(key, "ids"),
            View.first(View.text(key, "types"), "all"));
      }
      output().result(View.items(keys), () -> output().table(table, "No key is trusted."));
    }
  }

  @Command(
      name = "trust",
      description = "Take plugins that are signed by a key.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge plugin keys trust acme 11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "  omniedge plugin keys trust acme 11qY... --plugin com.acme.* --type qos"
      })
  static final class Trust extends Task {
    @Parameters(index = "0", paramLabel = "NAME", description = "Whose it is.")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "KEY",
        description = "The public key: Ed25519, 43 characters of base64url.")
    private String key = "";

    @Option(
        names = "--plugin",
        paramLabel = "ID",
        description = "Only these plugins; a star at the end stands for the rest.")
    private List<String> ids = new ArrayList<>();

    @Option(names = "--type", paramLabel = "TYPE", description = "Only plugins of these types.")
    private List<String> types = new ArrayList<>();

    Trust(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject made =
          manager()
              .post(
                  PATH,
                  JsonObject.builder()
                      .put("name", name)
                      .put("key", key)
                      .put("ids", ids)
                      .put("types", types)
                      .build())
              .document();
      output().done(made, "Plugins signed by " + name + " are taken.");
    }
  }

  @Command(name = "remove", description = "Trust a key no more.")
  static final class Remove extends KeyRemoval {
    Remove(Context context) {
      super(context, PATH, "The key %s is trusted no more.");
    }

    /** These are known by the names that they were trusted by. */
    @Override
    JsonObject find(String named) throws Failure {
      return all(manager()).stream()
          .filter(one -> View.text(one, "name").equals(named))
          .findFirst()
          .orElseThrow(
              () ->
                  Failure.input(
                      "no-such-key",
                      "there is no key \"" + named + "\"",
                      "see: omniedge plugin keys list"));
    }
  }

  /** Whether plugins are taken that nobody signed. */
  enum Policy {
    ALLOW,
    REFUSE;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Command(
      name = "unsigned",
      description = "Take plugins that nobody signed, or refuse them: for trying out only.")
  static final class Unsigned extends Task {
    @Parameters(paramLabel = "allow|refuse", description = "Which of the two.")
    private Policy policy = Policy.REFUSE;

    Unsigned(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      boolean allows = policy == Policy.ALLOW;
      JsonObject settings =
          manager()
              .put(
                  "/api/v1/plugin-settings",
                  JsonObject.builder().put("allowUnsigned", allows).build(),
                  Optional.empty())
              .document();
      output()
          .done(
              settings,
              allows ? "Plugins are taken without a signature." : "Only signed plugins are taken.");
    }
  }
}
