package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.pdm.evidence.EvidenceCheck;
import io.omniedge.protocol.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "evidence",
    description = "What a gateway's compliance decided, as it wrote it down.",
    subcommands = {EvidenceCommands.Verify.class})
final class EvidenceCommands {
  EvidenceCommands(Context context) {}

  @Command(
      name = "verify",
      description = {
        "Look whether anybody changed, removed or added lines of evidence.",
        "",
        "The hash that it prints stands for all lines: keep it elsewhere, and compare it later."
      },
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge evidence verify /var/lib/omniedge/evidence",
        "  omniedge evidence verify evidence-000000000000001.jsonl --json"
      })
  static final class Verify extends Task {
    @Parameters(
        paramLabel = "FILE",
        arity = "1..*",
        description = "Files in the order of their names, or the folder with all of them.")
    private List<Path> files = List.of();

    Verify(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      EvidenceCheck.Finding finding;
      try {
        finding = EvidenceCheck.of(files);
      } catch (IOException e) {
        throw Failure.input("no-evidence", "the evidence cannot be read: " + e, "");
      }
      JsonObject document =
          JsonObject.builder()
              .put("intact", finding.problem().isEmpty())
              .put("entries", finding.entries())
              .put("first", finding.first())
              .put("last", finding.last())
              .put("head", finding.head())
              .putIfPresent("reason", finding.problem())
              .build();
      if (finding.problem().isPresent()) {
        throw Failure.ofProblem(
            ExitStatus.GENERAL,
            "evidence-changed",
            "the evidence was changed: " + finding.problem().get(),
            "compare it with a copy that was kept elsewhere",
            document);
      }
      if (finding.entries() == 0) {
        throw Failure.input("no-evidence", "there is no evidence in " + files, "");
      }
      output()
          .done(
              document,
              "Lines "
                  + finding.first()
                  + " to "
                  + finding.last()
                  + " are as they were written. The hash of the last is "
                  + finding.head());
    }
  }
}
