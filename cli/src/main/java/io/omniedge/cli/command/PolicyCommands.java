package io.omniedge.cli.command;

import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "policy",
    description = "Who may reach whom: read it, try a change, apply it.",
    subcommands = {
      PolicyCommands.Get.class,
      PolicyCommands.Test.class,
      PolicyCommands.Diff.class,
      PolicyCommands.Apply.class
    })
final class PolicyCommands {
  PolicyCommands(Context context) {}

  /** A command about the policy of a network. */
  abstract static class OfPolicy extends Task {
    OfPolicy(Context context) {
      super(context);
    }

    final String path() throws Failure {
      return "/api/v1/networks/" + View.text(new Lookup(context()).network(), "id") + "/policy";
    }

    /** The change in words. */
    final void show(JsonObject diff) {
      List<String> gained = View.texts(diff, "gained");
      List<String> lost = View.texts(diff, "lost");
      gained.forEach(flow -> output().line("+ " + flow));
      lost.forEach(flow -> output().line("- " + flow));
      if (diff.find("complete").isPresent() && !View.flag(diff, "complete")) {
        output().line("... and more");
      }
      if (gained.isEmpty() && lost.isEmpty()) {
        output().line("Nobody reaches more or less than now.");
      }
    }

    final void showWarnings(JsonObject answer) {
      for (JsonObject warning : View.objects(answer, "warnings")) {
        String value = View.text(warning, "value");
        output()
            .notice(
                "note: "
                    + View.text(warning, "place")
                    + (value.isEmpty() ? "" : " \"" + value + "\"")
                    + ": "
                    + View.text(warning, "reason"));
      }
    }
  }

  /** A command that sends a document. */
  abstract static class WithFile extends OfPolicy {
    @Parameters(paramLabel = "FILE", description = "The document; - for standard input.")
    private String file = "";

    WithFile(Context context) {
      super(context);
    }

    /** The request with the document as it is, comments included. */
    final JsonObject body() throws Failure {
      return JsonObject.builder().put("document", TextFile.read(file, context())).build();
    }
  }

  @Command(
      name = "get",
      description = "Print the document in force.",
      footerHeading = "%nExamples:%n",
      footer = "  omniedge policy get > policy.json")
  static final class Get extends OfPolicy {
    Get(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject policy = manager().get(path()).document();
      String text = View.text(policy, "document");
      output().result(policy, () -> output().raw(text.endsWith("\n") ? text : text + "\n"));
    }
  }

  @Command(name = "test", description = "Check a document and run its tests; nothing is changed.")
  static final class Test extends WithFile {
    Test(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject answer = manager().post(path() + "/check", body()).document();
      List<JsonObject> failed =
          View.objects(answer, "tests").stream()
              .filter(test -> !View.flag(test, "passed"))
              .toList();
      if (!failed.isEmpty()) {
        if (!output().isJson()) {
          failed.forEach(
              test ->
                  output()
                      .notice(
                          View.text(test, "place")
                              + " "
                              + View.text(test, "test")
                              + ": "
                              + View.text(test, "reason")));
        }
        throw Failure.ofProblem(
            ExitStatus.GENERAL,
            "policy-tests-failed",
            failed.size() == 1
                ? "a test of the document fails"
                : failed.size() + " tests of the document fail",
            "a document whose tests fail is not accepted",
            answer);
      }
      output()
          .result(
              answer,
              () -> {
                showWarnings(answer);
                output().line("The document is right, and so say its tests.");
              });
    }
  }

  @Command(
      name = "diff",
      description = "Who would reach more or less by a document; nothing is changed.")
  static final class Diff extends WithFile {
    Diff(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject diff = manager().post(path() + "/diff", body()).document();
      output().result(diff, () -> show(diff));
    }
  }

  @Command(
      name = "apply",
      description = "Put a document in force, after a look at what it changes.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge policy apply policy.json",
        "  omniedge policy apply policy.json --yes --quiet"
      })
  static final class Apply extends WithFile {
    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    private boolean yes;

    Apply(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      String path = path();
      JsonObject body = body();
      // What is compared and what is replaced must be the same: the ETag sees to it.
      Optional<String> etag = manager().get(path).etag();
      JsonObject diff = manager().post(path + "/diff", body).document();
      if (!output().isJson()) {
        show(diff);
      }
      context().confirm(yes, "Put it in force?");
      Reply reply = manager().put(path, body, etag);
      JsonObject answer = reply.document();
      if (!output().isJson()) {
        showWarnings(answer);
      }
      output().done(answer, "Revision " + View.number(answer, "revision") + " is in force.");
    }
  }
}
