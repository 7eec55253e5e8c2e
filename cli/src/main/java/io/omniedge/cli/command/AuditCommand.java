package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    description = "Who did what, the newest first.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge audit --limit 100", "  omniedge audit --json | jq '.items[].action'"})
final class AuditCommand extends Task {
  @Option(names = "--limit", paramLabel = "COUNT", description = "So many; 50 otherwise.")
  private int limit = 50;

  AuditCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (limit < 1 || limit > 1_000_000) {
      throw Failure.input("limit", "--limit " + limit + ": it must be 1 to 1000000", "");
    }
    List<JsonObject> entries = manager().list("/api/v1/audit", Map.of("order", "newest"), limit);
    Table table = Table.of("TIME", "WHO~", "WHAT~", "TARGET~");
    for (JsonObject entry : entries) {
      table.row(
          View.time(entry, "at"),
          View.text(entry, "actor"),
          View.text(entry, "action"),
          View.text(entry, "target"));
    }
    output().result(View.items(entries), () -> output().table(table, "Nothing was done yet."));
  }
}
