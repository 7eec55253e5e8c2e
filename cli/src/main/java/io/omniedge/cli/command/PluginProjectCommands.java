package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.plugin.PluginCompiler;
import io.omniedge.cli.plugin.PluginFile;
import io.omniedge.cli.plugin.PluginLanguage;
import io.omniedge.cli.plugin.PluginProject;
import io.omniedge.plugin.pack.Manifest;
import io.omniedge.plugin.pack.PluginPackage;
import io.omniedge.plugin.pack.PluginType;
import io.omniedge.protocol.json.JsonObject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code omniedge plugin new} and {@code build}: the folder of a plugin. */
final class PluginProjectCommands {
  private PluginProjectCommands() {}

  @Command(
      name = "new",
      description = "Make a folder with a plugin that works, to go on from.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge plugin new pump-watch --type pdm-reporting --language c",
        "  omniedge plugin new shifts --type network-policy --id com.acme.shifts"
      })
  static final class New extends Task {
    @Parameters(paramLabel = "DIR", description = "The folder; it must not exist, or be empty.")
    private String folder = "";

    @Option(
        names = "--type",
        required = true,
        paramLabel = "TYPE",
        description =
            "event-hooks, authentication, network-policy, qos, data-triage, pdm-reporting or"
                + " compliance.")
    private String type = "";

    @Option(
        names = "--language",
        paramLabel = "LANGUAGE",
        description = "c (default) or assemblyscript.")
    private PluginLanguage language = PluginLanguage.C;

    @Option(
        names = "--id",
        paramLabel = "ID",
        description = "Of the plugin; com.example. and the folder's name otherwise.")
    private String id = "";

    New(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Path path = PluginFile.path(folder);
      String named = id.isEmpty() ? PluginProject.idFor(path) : id;
      List<String> files = PluginProject.create(path, parsedType(), language, named);
      output()
          .result(
              JsonObject.builder()
                  .put("directory", path.toString())
                  .put("id", named)
                  .put("files", files)
                  .build(),
              () -> {
                output().line("Made " + named + " in " + path + ": " + String.join(", ", files));
                output().remark("Go on with: omniedge plugin build " + path);
              });
    }

    private PluginType parsedType() throws Failure {
      try {
        return PluginType.parse(type);
      } catch (IllegalArgumentException e) {
        throw Failure.input(
            "plugin-type",
            "there is no type of plugins \"" + type + "\"",
            "it is one of: "
                + Arrays.stream(PluginType.values())
                    .map(PluginType::text)
                    .collect(Collectors.joining(", ")));
      }
    }
  }

  @Command(
      name = "build",
      description = "Compile a plugin with clang or asc, and check what comes out.",
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin build pump-watch")
  static final class Build extends Task {
    @Parameters(arity = "0..1", paramLabel = "DIR", description = "The folder; this one otherwise.")
    private String folder = ".";

    Build(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Path path = PluginFile.path(folder);
      Path made = new PluginCompiler(path, context().surroundings().environment()).compile();
      PluginPackage plugin = PluginFile.open(made);
      Manifest manifest = plugin.manifest();
      int size = plugin.bytes().length;
      output()
          .result(
              JsonObject.builder()
                  .put("file", made.toString())
                  .put("id", manifest.id())
                  .put("version", manifest.version().toString())
                  .put("bytes", size)
                  .build(),
              () -> {
                output()
                    .line(
                        made
                            + ": "
                            + manifest.id()
                            + " "
                            + manifest.version()
                            + ", "
                            + View.bytes(size));
                output()
                    .remark(
                        "Try it with: omniedge plugin test "
                            + made
                            + " --events "
                            + path.resolve("events.jsonl").normalize());
              });
    }
  }
}
