package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which packages a manager has, and how a gateway's plugins are. */
final class PluginRegistryCommands {
  private PluginRegistryCommands() {}

  @Command(
      name = "list",
      description = "List the packages of the manager, or the plugins of a gateway.",
      footerHeading = "%nExamples:%n",
      footer = {"  omniedge plugin list", "  omniedge plugin list --device berlin-gw"})
  static final class ListAll extends Task {
    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "How the plugins of this gateway are.")
    private String device = "";

    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      if (device.isEmpty()) {
        packages(manager().list(UploadedPackages.PATH, Map.of(), 10_000));
      } else {
        String path = new Lookup(context()).devicePath(device) + "/plugins";
        plugins(View.objects(manager().get(path).document(), "items"));
      }
    }

    private void packages(List<JsonObject> packages) {
      Table table =
          Table.of("ID", "PLUGIN", "VERSION", "TYPE", "SIGNED BY~", "DEVICES", "UPLOADED BY~");
      for (JsonObject one : packages) {
        table.row(
            View.text(one, "id"),
            View.text(one, "plugin"),
            View.text(one, "version"),
            View.text(one, "type"),
            View.first(View.text(one, "signedBy"), "nobody"),
            View.text(one, "devices"),
            View.text(one, "uploadedBy"));
      }
      output().result(View.items(packages), () -> output().table(table, "There is no plugin yet."));
    }

    private void plugins(List<JsonObject> plugins) {
      Table table = Table.of("PLUGIN", "VERSION", "WANTED", "STATE", "PROBLEM~");
      for (JsonObject plugin : plugins) {
        table.row(
            View.text(plugin, "id"),
            View.text(plugin, "version"),
            View.first(View.text(plugin, "wanted"), "no"),
            View.text(plugin, "state"),
            View.texts(plugin, "problems").stream().findFirst().orElse(""));
      }
      output().result(View.items(plugins), () -> output().table(table, device + " has no plugin."));
    }
  }

  @Command(
      name = "upload",
      description = "Give the manager a package; it must be signed by a key that is trusted.",
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin upload line-qos.wasm")
  static final class Upload extends Task {
    @Parameters(paramLabel = "FILE", description = "The package.")
    private String file = "";

    Upload(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject one = new UploadedPackages(context()).upload(file);
      output()
          .done(
              one,
              View.text(one, "plugin")
                  + " "
                  + View.text(one, "version")
                  + " is uploaded as "
                  + View.text(one, "id")
                  + ".");
    }
  }

  @Command(name = "delete", description = "Have the manager forget a package that none wants.")
  static final class Delete extends Task {
    @Parameters(
        paramLabel = "PLUGIN[@VERSION]",
        description = "The package: its identifier, or the plugin's with a version.")
    private String name = "";

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    Delete(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject one = new UploadedPackages(context()).named(name);
      String what = View.text(one, "plugin") + " " + View.text(one, "version");
      context().confirm(yes, "Forget " + what + "?");
      manager().delete(UploadedPackages.PATH + "/" + Manager.segment(View.text(one, "id")));
      output().done(one, what + " is forgotten.");
    }
  }
}
