package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "status",
    description = "How this machine, or a device, is doing.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge status", "  omniedge status berlin-gw"})
final class StatusCommand extends Task {
  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "As the manager knows it; this machine otherwise.")
  private String device = "";

  StatusCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (!device.isEmpty()) {
      ofDevice(new Lookup(context()).deviceWithState(device));
      return;
    }
    Places places = Places.of(context().surroundings().environment());
    JsonObject status = new LocalMember(places).ask("status");
    output()
        .result(
            status,
            () -> {
              output()
                  .details(
                      "phase", View.text(status, "phase"),
                      "membership", View.text(status, "membership"),
                      "device", View.text(status, "device"),
                      "name", View.text(status, "name"),
                      "network", View.text(status, "network"),
                      "manager", View.text(status, "manager"),
                      "connected", View.text(status, "connected"),
                      "interface", View.text(status, "interface"),
                      "addresses", View.text(status, "addresses"),
                      "map", View.text(status, "epoch"),
                      "peers", View.text(status, "peers"));
              View.texts(status, "problems")
                  .forEach(problem -> output().line("problem: " + problem));
            });
  }

  private void ofDevice(JsonObject shown) {
    JsonObject state = View.object(shown, "state");
    output()
        .result(
            shown,
            () -> {
              output()
                  .details(
                      "membership", View.text(shown, "membership"),
                      "reason", View.text(shown, "reason"),
                      "online", View.text(shown, "online"),
                      "seen", View.time(shown, "lastSeenAt"),
                      "addresses", View.text(shown, "addresses"),
                      "map", View.text(state, "epoch"),
                      "endpoints", View.text(shown, "endpoints"),
                      "peers", Integer.toString(View.object(state, "peers").members().size()),
                      "told", View.ago(shown, "stateAt", context().surroundings().clock()));
              View.texts(state, "problems")
                  .forEach(problem -> output().line("problem: " + problem));
            });
  }
}
