package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.QrText;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "setup-key",
    description = "Make keys with which devices enrol, and revoke them.",
    subcommands = {
      SetupKeyCommands.Create.class,
      SetupKeyCommands.ListAll.class,
      SetupKeyCommands.Revoke.class
    })
final class SetupKeyCommands {
  SetupKeyCommands(Context context) {}

  @Command(
      name = "create",
      description = "Make a key; it is shown this once, on a terminal as a QR code too.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge setup-key create plant-2 --uses 1 --expires 7d --tag plc",
        "  omniedge setup-key create ci --uses 0 --ephemeral --auto-approve --quiet",
        "  omniedge setup-key create berlin --source 192.0.2.0/24"
      })
  static final class Create extends Task {
    @Parameters(paramLabel = "NAME", description = "What it is for.")
    private String name = "";

    @Option(
        names = "--uses",
        paramLabel = "COUNT",
        description = "How many devices may enrol with it; 0 for any number, 1 otherwise.")
    private int uses = 1;

    @Option(
        names = "--expires",
        paramLabel = "SPAN",
        converter = Lifetime.class,
        description = "When it stops to work, as 12h or 30d; after 7 days otherwise.")
    private Duration expires = Duration.ofDays(7);

    @Option(names = "--tag", paramLabel = "TAG", description = "Devices get it; may be repeated.")
    private List<String> tags = new ArrayList<>();

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        description = "Devices get into it; may be repeated.")
    private List<String> groups = new ArrayList<>();

    @Option(
        names = "--source",
        paramLabel = "PREFIX",
        description = "It works from these addresses only; may be repeated.")
    private List<String> sources = new ArrayList<>();

    @Option(names = "--auto-approve", description = "Devices are members at once.")
    private boolean autoApprove;

    @Option(
        names = "--ephemeral",
        description = "Devices are forgotten soon after they went offline.")
    private boolean ephemeral;

    @Option(names = "--no-qr", description = "No QR code.")
    private boolean noQr;

    Create(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      if (uses < 0) {
        throw Failure.input("uses", "--uses " + uses + ": it must be 0 or more", "");
      }
      JsonObject network = new Lookup(context()).network();
      long now = context().surroundings().clock().instant().getEpochSecond();
      JsonObject key =
          manager()
              .post(
                  "/api/v1/networks/" + View.text(network, "id") + "/setup-keys",
                  JsonObject.builder()
                      .put("name", name)
                      .put("maxUses", uses)
                      .put("expiresAt", now + expires.toSeconds())
                      .put("tags", tags)
                      .put("groups", groups)
                      .put("sources", sources)
                      .put("autoApprove", autoApprove)
                      .put("ephemeral", ephemeral)
                      .build())
              .document();
      output().result(key, () -> show(key));
    }

    private void show(JsonObject key) {
      String text = View.text(key, "text");
      output().line(text);
      if (context().surroundings().outIsTerminal() && !noQr && !context().options().quiet) {
        output().raw(QrText.of(text, output().hasColor()));
      }
      output().remark("It is shown this once. Give it to the device, for instance with");
      output().remark("  omniedge join 'KEY'");
      if (!autoApprove) {
        output().remark("and let the device in with: omniedge device approve NAME");
      }
    }
  }

  @Command(name = "list", description = "List the keys, without their secrets.")
  static final class ListAll extends Task {
    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> keys =
          manager()
              .list(
                  "/api/v1/networks/"
                      + View.text(new Lookup(context()).network(), "id")
                      + "/setup-keys",
                  Map.of(),
                  100_000);
      Table table = Table.of("ID", "NAME~", "USED", "EXPIRES", "STATE", "TAGS~");
      for (JsonObject key : keys) {
        long most = View.number(key, "maxUses");
        table.row(
            View.text(key, "id"),
            View.text(key, "name"),
            View.number(key, "uses") + (most == 0 ? "" : " of " + most),
            View.time(key, "expiresAt").replaceAll(" .*", ""),
            View.text(key, "state"),
            View.text(key, "tags"));
      }
      output().result(View.items(keys), () -> output().table(table, "There is no setup key."));
    }
  }

  @Command(name = "revoke", description = "Let nobody in with this key any more.")
  static final class Revoke extends KeyRemoval {
    Revoke(Context context) {
      super(context, "/api/v1/setup-keys", "Setup key %s is revoked.");
    }
  }
}
