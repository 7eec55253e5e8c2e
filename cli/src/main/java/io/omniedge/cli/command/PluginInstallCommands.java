package io.omniedge.cli.command;

import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.plugin.LocalGateway;
import io.omniedge.cli.plugin.PluginFile;
import io.omniedge.protocol.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where plugins run. */
final class PluginInstallCommands {
  private static final long LOOK_EVERY_SECONDS = 1;

  private PluginInstallCommands() {}

  /** A command about a plugin and gateways. */
  abstract static class Placing extends Task {
    @Option(
        names = "--device",
        paramLabel = "DEVICE",
        description = "A gateway; may be given several times.")
    private List<String> devices = new ArrayList<>();

    @Option(
        names = "--group",
        paramLabel = "GROUP",
        description = "The gateways in this group of the network; several times too.")
    private List<String> groups = new ArrayList<>();

    @Option(
        names = "--tag",
        paramLabel = "TAG",
        description = "The gateways with this tag in the network; several times too.")
    private List<String> tags = new ArrayList<>();

    @Option(names = "--no-wait", description = "Do not wait for what the gateways say.")
    private boolean noWait;

    @Option(
        names = "--wait",
        paramLabel = "SECONDS",
        description = "How long to wait for each gateway; 120.")
    private int waitSeconds = 120;

    @Option(
        names = "--local",
        arity = "0..1",
        fallbackValue = "/var/lib/omniedge",
        paramLabel = "DIR",
        description = "The gateway of this machine, without a manager; DIR is its data directory.")
    private String local = "";

    Placing(Context context) {
      super(context);
    }

    /** The gateway of this machine, if it is meant. */
    final Optional<LocalGateway> local() throws Failure {
      if (local.isEmpty()) {
        return Optional.empty();
      }
      if (!devices.isEmpty() || !groups.isEmpty() || !tags.isEmpty()) {
        throw Failure.input("where", "--local and other gateways cannot be meant at once", "");
      }
      return Optional.of(new LocalGateway(local, waitSeconds));
    }

    private JsonObject place() throws Failure {
      if (devices.isEmpty() && groups.isEmpty() && tags.isEmpty()) {
        throw Failure.input(
            "where", "it is not said where", "name --device, --group, --tag or --local");
      }
      Lookup lookup = new Lookup(context());
      List<String> ids = new ArrayList<>();
      for (String device : devices) {
        ids.add(lookup.deviceId(device));
      }
      JsonObject.Builder place = JsonObject.builder().put("devices", ids);
      if (!groups.isEmpty() || !tags.isEmpty()) {
        place.put("network", View.text(lookup.network(), "id"));
        place.put("groups", groups).put("tags", tags);
      }
      return place.build();
    }

    /** Asks for it, and waits until each gateway did it or said why not. */
    final void place(JsonObject one, String what) throws Failure {
      String path = UploadedPackages.PATH + "/" + View.text(one, "id") + "/" + what;
      JsonObject answer = manager().post(path, place()).document();
      Failure first = null;
      for (JsonObject result : View.objects(answer, "items")) {
        try {
          follow(one, result);
        } catch (Failure e) {
          output().remark(View.text(result, "name") + ": " + e.text());
          first = first == null ? e : first;
        }
      }
      if (first != null) {
        throw first;
      }
      output().result(answer, () -> {});
    }

    private void follow(JsonObject one, JsonObject result) throws Failure {
      String name = View.text(result, "name");
      JsonObject problem = View.object(result, "problem");
      if (!problem.members().isEmpty()) {
        throw Failure.ofProblem(
            ExitStatus.INPUT,
            View.text(problem, "code"),
            name + " would not take it: " + View.text(problem, "detail"),
            "",
            problem);
      }
      long revision = View.number(result, "revision");
      String path = "/api/v1/devices/" + View.text(result, "device");
      if (noWait) {
        output().remark("Revision " + revision + " is on its way to " + name + ".");
        return;
      }
      if (revision > 0) {
        output().remark("Revision " + revision + ": waiting for " + name + " ...");
        JsonObject _ =
            new Outcome(context(), name).await(path + "/configuration", revision, waitSeconds);
      }
      for (long waited = 0; waited <= waitSeconds; waited += LOOK_EVERY_SECONDS) {
        if (isDone(one, name, plugin(path, View.text(one, "plugin")))) {
          return;
        }
        context().pause(LOOK_EVERY_SECONDS);
      }
      throw Failure.of(
          ExitStatus.NETWORK,
          "no-outcome",
          name + " has not said within " + waitSeconds + " s how the plugin is",
          "look with: omniedge plugin list --device " + name);
    }

    private JsonObject plugin(String path, String id) throws Failure {
      return View.objects(manager().get(path + "/plugins").document(), "items").stream()
          .filter(plugin -> View.text(plugin, "id").equals(id))
          .findFirst()
          .orElse(JsonObject.EMPTY);
    }

    /** Whether what the gateway tells of the plugin is what was asked for. */
    abstract boolean isDone(JsonObject one, String device, JsonObject plugin) throws Failure;
  }

  @Command(
      name = "install",
      description = "Have gateways run a plugin; a file is uploaded first if it must be.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge plugin install line-qos.wasm --device berlin-gw",
        "  omniedge plugin install com.acme.line-qos@1.4.2 --group halls --tag canary",
        "  omniedge plugin install line-qos.wasm --local"
      })
  static final class Install extends Placing {
    @Parameters(
        paramLabel = "FILE|PLUGIN[@VERSION]",
        description = "A file ending in .wasm, or a plugin that the manager has.")
    private String what = "";

    Install(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Optional<LocalGateway> here = local();
      if (here.isPresent()) {
        String done = here.get().install(PluginFile.readModule(PluginFile.path(what)));
        output().done(JsonObject.builder().put("done", done).build(), done);
        return;
      }
      UploadedPackages packages = new UploadedPackages(context());
      JsonObject one = UploadedPackages.isFile(what) ? packages.ofFile(what) : packages.named(what);
      place(one, "install");
    }

    @Override
    boolean isDone(JsonObject one, String device, JsonObject plugin) throws Failure {
      boolean isThis = View.text(plugin, "sha256").equals(View.text(one, "sha256"));
      String state = View.text(plugin, "state");
      if (!isThis || state.equals("awaited")) {
        return false;
      }
      String name = View.text(one, "plugin") + " " + View.text(one, "version");
      String problems = String.join("; ", View.texts(plugin, "problems"));
      if (state.equals("active") || state.equals("disabled")) {
        String why = problems.isEmpty() ? "." : ": " + problems;
        output().remark(name + " is " + state + " on " + device + why);
        return true;
      }
      throw Failure.ofProblem(
          ExitStatus.GENERAL,
          "plugin-" + state,
          name + " is " + state + " on " + device + (problems.isEmpty() ? "" : ": " + problems),
          "",
          plugin);
    }
  }

  @Command(
      name = "uninstall",
      description = "Have gateways run a plugin no more.",
      footerHeading = "%nExamples:%n",
      footer = "  omniedge plugin uninstall com.acme.line-qos --device berlin-gw")
  static final class Uninstall extends Placing {
    @Parameters(paramLabel = "PLUGIN", description = "The plugin, in whatever version it is there.")
    private String what = "";

    Uninstall(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      Optional<LocalGateway> here = local();
      if (here.isPresent()) {
        String done = here.get().remove(what);
        output().done(JsonObject.builder().put("done", done).build(), done);
        return;
      }
      place(new UploadedPackages(context()).named(what), "uninstall");
    }

    @Override
    boolean isDone(JsonObject one, String device, JsonObject plugin) {
      boolean isGone = plugin.members().isEmpty();
      if (isGone) {
        output().remark(View.text(one, "plugin") + " is gone from " + device + ".");
      }
      return isGone;
    }
  }
}
