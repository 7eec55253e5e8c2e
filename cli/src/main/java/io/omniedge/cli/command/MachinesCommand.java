package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;

@Command(
    name = "machines",
    description = "Measuring points of machines, each as its newest report shows it.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge machines", "  omniedge machines --json | jq '.items[].level'"})
final class MachinesCommand extends Task {
  MachinesCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    List<JsonObject> machines = manager().list("/api/v1/machines", Map.of(), 100_000);
    Table table =
        Table.of("MACHINE~", "POINT~", "LEVEL", "ZONE", "SINCE", "ALARMS", "NEWEST REPORT");
    for (JsonObject machine : machines) {
      table.row(
          View.text(machine, "asset"),
          View.text(machine, "point"),
          View.text(machine, "level"),
          View.text(machine, "zone"),
          View.time(machine, "since"),
          View.text(machine, "alarms"),
          View.text(machine, "report"));
    }
    output()
        .result(
            View.items(machines), () -> output().table(table, "No gateway reported of one yet."));
  }
}
