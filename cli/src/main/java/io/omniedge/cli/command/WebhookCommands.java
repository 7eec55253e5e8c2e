package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "webhooks",
    description = "Servers that are told of alarms.",
    subcommands = {
      WebhookCommands.ListThem.class,
      WebhookCommands.Add.class,
      WebhookCommands.Remove.class,
      WebhookCommands.Deliveries.class
    })
final class WebhookCommands {
  private static final String PATH = "/api/v1/webhooks";

  WebhookCommands(Context context) {}

  private static List<JsonObject> all(Manager manager) throws Failure {
    return View.objects(manager.get(PATH).document(), "items");
  }

  private static JsonObject named(Manager manager, String name) throws Failure {
    return all(manager).stream()
        .filter(hook -> View.text(hook, "name").equals(name) || View.text(hook, "id").equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.input(
                    "no-such-webhook",
                    "there is no webhook \"" + name + "\"",
                    "see: omniedge webhooks list"));
  }

  private static String path(JsonObject hook) {
    return PATH + "/" + Manager.segment(View.text(hook, "id"));
  }

  @Command(name = "list", description = "List them, with what they have not taken.")
  static final class ListThem extends Task {
    ListThem(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> hooks = all(manager());
      Table table = Table.of("NAME", "URL~", "LEVEL", "WAITING", "FAILED", "PROBLEM~");
      for (JsonObject hook : hooks) {
        table.row(
            View.text(hook, "name"),
            View.text(hook, "url"),
            View.text(hook, "level"),
            View.text(hook, "waiting"),
            View.text(hook, "failed"),
            View.text(hook, "error"));
      }
      output().result(View.items(hooks), () -> output().table(table, "There is no webhook."));
    }
  }

  @Command(
      name = "add",
      description = "Have a server told of alarms; its secret is shown this once.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge webhooks add on-call https://alarms.example/hook",
        "  omniedge webhooks add hall http://10.0.0.2/hook --level DANGER --quiet > key"
      })
  static final class Add extends Task {
    @Parameters(index = "0", paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Parameters(
        index = "1",
        paramLabel = "URL",
        description = "https, or http at a private address.")
    private String url = "";

    @Option(
        names = "--level",
        paramLabel = "LEVEL",
        description = "The least that is told: ADVISE, ALERT or DANGER; ALERT otherwise.")
    private String level = "ALERT";

    Add(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject hook =
          manager()
              .post(
                  PATH,
                  JsonObject.builder()
                      .put("name", name)
                      .put("url", url)
                      .put("level", level.toUpperCase(Locale.ROOT))
                      .build())
              .document();
      output()
          .result(
              hook,
              () -> {
                output().line(View.text(hook, "secret"));
                output().remark("It is shown this once. The server checks by it that");
                output().remark("OmniEdge-Signature is of this manager.");
              });
    }
  }

  @Command(name = "remove", description = "Tell a server no more, not even what waits.")
  static final class Remove extends Task {
    @Parameters(paramLabel = "WEBHOOK", description = "Its name or identifier.")
    private String name = "";

    Remove(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject hook = named(manager(), name);
      manager().delete(path(hook));
      output().done(hook, "Webhook " + View.text(hook, "name") + " is removed.");
    }
  }

  @Command(
      name = "deliveries",
      description = "List what a server is to be told still, and what it never took.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge webhooks deliveries on-call",
        "  omniedge webhooks deliveries on-call --json | jq '.items[].document'"
      })
  static final class Deliveries extends Task {
    private static final int MOST = 1_000;

    @Parameters(paramLabel = "WEBHOOK", description = "Its name or identifier.")
    private String name = "";

    Deliveries(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      String path = path(named(manager(), name)) + "/deliveries";
      List<JsonObject> deliveries = manager().list(path, Map.of(), MOST);
      Table table = Table.of("TIME", "MACHINE~", "ALARM", "CHANGE", "STATE", "TRIED", "PROBLEM~");
      for (JsonObject delivery : deliveries) {
        JsonObject document = View.object(delivery, "document");
        JsonObject alarm = View.object(document, "alarm");
        table.row(
            View.time(delivery, "createdAt"),
            View.text(alarm, "asset"),
            View.text(alarm, "name"),
            View.text(document, "change"),
            View.text(delivery, "state"),
            View.text(delivery, "attempts"),
            View.text(delivery, "error"));
      }
      output()
          .result(
              View.items(deliveries),
              () -> output().table(table, "Everything it was to be told it has taken."));
    }
  }
}
