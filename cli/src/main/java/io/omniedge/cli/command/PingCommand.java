package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "ping",
    description = "Ask a member for an echo through the tunnel.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  omniedge ping berlin-gw",
      "  omniedge ping plc1 --from berlin-gw",
    })
final class PingCommand extends Task {
  @Parameters(paramLabel = "DEVICE", description = "Whom.")
  private String target = "";

  @Option(
      names = "--from",
      paramLabel = "DEVICE",
      description = "Let this one ask, by way of the manager; this machine otherwise.")
  private String from = "";

  PingCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (from.isEmpty()) {
      Places places = Places.of(context().surroundings().environment());
      String said = new LocalMember(places).text("ping", target).strip();
      output()
          .result(
              JsonObject.builder().put("ok", true).put("result", said).build(),
              () -> output().line(said));
      return;
    }
    String peer = new Lookup(context()).deviceId(target);
    JsonObject answer =
        new RemoteCommand(context(), from)
            .run("ping", JsonObject.builder().put("peer", peer).build());
    String result = View.text(answer, "result").strip();
    output().result(answer, () -> output().line(result));
  }
}
