package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
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

  @Option(names = "--verify", description = "Look whether anybody changed what stands there.")
  private boolean verify;

  AuditCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (limit < 1 || limit > 1_000_000) {
      throw Failure.input("limit", "--limit " + limit + ": it must be 1 to 1000000", "");
    }
    if (verify) {
      verify();
      return;
    }
    List<JsonObject> entries = manager().list("/api/v1/audit", Map.of(), limit);
    Table table = Table.of("TIME", "WHO", "WHAT", "TARGET");
    for (JsonObject entry : entries) {
      table.row(
          View.time(entry, "at"),
          View.text(entry, "actor"),
          View.text(entry, "action"),
          View.text(entry, "target"));
    }
    output().result(View.items(entries), () -> output().table(table, "Nothing was done yet."));
  }

  private void verify() throws Failure {
    JsonObject verdict = manager().get("/api/v1/audit/verification").document();
    long entries = View.number(verdict, "entries");
    if (!View.flag(verdict, "intact")) {
      throw Failure.ofProblem(
          ExitStatus.GENERAL,
          "audit-changed",
          "the audit log was changed at entry "
              + View.number(verdict, "wrong")
              + ": "
              + View.text(verdict, "reason"),
          "compare it with an export that was kept elsewhere",
          verdict);
    }
    output().done(verdict, "All " + entries + " entries are as they were written.");
  }
}
