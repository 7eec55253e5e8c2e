package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.net.Names;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "alarms",
    description = "Alarms of machines.",
    subcommands = {AlarmCommands.ListThem.class, AlarmCommands.Acknowledge.class})
final class AlarmCommands {
  private static final String PATH = "/api/v1/alarms";

  AlarmCommands(Context context) {}

  @Command(
      name = "list",
      description = "List the alarms there are.",
      footerHeading = "%nExamples:%n",
      footer = {"  omniedge alarms list", "  omniedge alarms list --ended --json"})
  static final class ListThem extends Task {
    @Option(names = "--ended", description = "Those too that are over.")
    private boolean ended;

    ListThem(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> alarms =
          manager().list(PATH, Map.of("ended", Boolean.toString(ended)), 100_000);
      Table table =
          Table.of("SINCE", "MACHINE~", "POINT~", "ALARM", "LEVEL", "STATE", "SEEN BY~", "ID");
      for (JsonObject alarm : alarms) {
        table.row(
            View.time(alarm, "since"),
            View.text(alarm, "asset"),
            View.text(alarm, "point"),
            View.text(alarm, "name"),
            View.text(alarm, "level"),
            View.text(alarm, "state"),
            View.actor(alarm, "acknowledgedBy"),
            View.text(alarm, "id"));
      }
      output().result(View.items(alarms), () -> output().table(table, "There is no alarm."));
    }
  }

  @Command(
      name = "acknowledge",
      description = "Say that somebody has seen an alarm and takes care of it.",
      footerHeading = "%nExamples:%n",
      footer = {"  omniedge alarms acknowledge l-8sk2hf7am3q9x0c1vd"})
  static final class Acknowledge extends Task {
    @Parameters(paramLabel = "ALARM", description = "Its identifier, from a list.")
    private String id = "";

    Acknowledge(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      if (!Names.ID.matcher(id).matches()) {
        throw Failure.input(
            "no-identifier", id + " is no identifier of an alarm", "see: omniedge alarms list");
      }
      JsonObject alarm =
          manager().post(PATH + "/" + id + "/acknowledge", JsonObject.EMPTY).document();
      output()
          .done(
              alarm,
              "Alarm "
                  + View.text(alarm, "name")
                  + " of "
                  + View.text(alarm, "asset")
                  + " is acknowledged.");
    }
  }
}
