package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.plugin.PluginFile;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.trial.RecordedCall;
import io.omniedge.plugin.trial.Recording;
import io.omniedge.plugin.trial.Trial;
import io.omniedge.plugin.trial.TrialFailure;
import io.omniedge.protocol.ProtocolException;
import io.omniedge.protocol.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "test",
    description = "Run a plugin in the sandbox of a gateway, with calls from a file.",
    footerHeading = "%nExamples:%n",
    footer = "  omniedge plugin test target/plugin.wasm --events events.jsonl")
final class PluginTestCommand extends Task {
  private static final int MAX_EVENTS = 64 << 20;

  @Parameters(paramLabel = "FILE", description = "The package; it need not be signed.")
  private String file = "";

  @Option(
      names = "--events",
      required = true,
      paramLabel = "FILE",
      description =
          "One call a line: {\"call\": ..., \"question\": {...}, \"answer\": {...}}; an answer that"
              + " differs fails the test.")
  private String events = "";

  PluginTestCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    PluginPackage plugin = PluginFile.open(PluginFile.path(file));
    Recording recording = recording(plugin.manifest());
    List<JsonObject> items = new ArrayList<>();
    int failed = 0;
    try (Trial trial = Trial.start(plugin, recording)) {
      if (!output().isJson()) {
        trial.takeLines().forEach(line -> output().line("    " + line));
      }
      for (RecordedCall call : recording.calls()) {
        Trial.Outcome outcome = trial.replay(call);
        failed += outcome.problem().isPresent() ? 1 : 0;
        items.add(document(call, outcome));
        if (!output().isJson()) {
          show(call, outcome, plugin.manifest().limits());
        }
      }
    } catch (TrialFailure e) {
      e.lines().forEach(line -> output().remark("    " + line));
      throw Failure.of(
          ExitStatus.GENERAL,
          "plugin-not-started",
          file + " does not start: " + e.getMessage(),
          String.join("; ", e.lines()));
    }
    JsonObject result = View.items(items);
    if (failed > 0) {
      throw Failure.ofProblem(
          ExitStatus.GENERAL,
          "plugin-test-failed",
          failed
              + " of "
              + items.size()
              + (items.size() == 1 ? " call" : " calls")
              + " of "
              + events
              + " ended otherwise than expected",
          "",
          result);
    }
    output()
        .done(
            result,
            items.size() == 1
                ? "The call ended as expected."
                : "All " + items.size() + " calls ended as expected.");
  }

  private Recording recording(Manifest manifest) throws Failure {
    Path path = PluginFile.path(events);
    String text = new String(PluginFile.read(path, MAX_EVENTS), StandardCharsets.UTF_8);
    try {
      return Recording.read(text, manifest);
    } catch (ProtocolException e) {
      throw Failure.input("events", path + ": " + e.getMessage(), "see docs/plugins.md");
    }
  }

  private void show(RecordedCall call, Trial.Outcome outcome, Manifest.Limits limits) {
    long millis = TimeUnit.NANOSECONDS.toMillis(outcome.nanos());
    output()
        .line(
            String.format(
                Locale.ROOT,
                "%s line %d: %s, %,d instructions, %.3f ms%s",
                outcome.problem().isPresent() ? "FAILED" : "ok",
                call.line(),
                call.call(),
                outcome.fuel(),
                outcome.nanos() / 1e6,
                millis > limits.wallMillis()
                    ? " (a gateway ends it after " + limits.wallMillis() + " ms)"
                    : ""));
    outcome.lines().forEach(line -> output().line("    " + line));
    if (!outcome.answer().isEmpty()) {
      output().line("    " + outcome.answer());
    }
    if (!outcome.error().isEmpty()) {
      output().line("    error: " + outcome.error());
    }
    outcome.problem().ifPresent(problem -> output().line("    " + problem));
  }

  private static JsonObject document(RecordedCall call, Trial.Outcome outcome) {
    return JsonObject.builder()
        .put("line", call.line())
        .put("call", call.call())
        .put("passed", outcome.problem().isEmpty())
        .put("answer", outcome.answer())
        .put("error", outcome.error())
        .putIfPresent("problem", outcome.problem())
        .put("lines", outcome.lines())
        .put("fuel", outcome.fuel())
        .put("micros", TimeUnit.NANOSECONDS.toMicros(outcome.nanos()))
        .build();
  }
}
