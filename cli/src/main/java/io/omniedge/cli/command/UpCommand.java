package io.omniedge.cli.command;

import io.omniedge.cli.member.DaemonProcess;
import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.MemberDaemon;
import io.omniedge.cli.member.MemberSettings;
import io.omniedge.cli.member.Membership;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = "Start this machine as the member it is.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge up", "  omniedge up --foreground"})
final class UpCommand extends Task {
  @Option(
      names = "--foreground",
      description = "Stay in the foreground, as containers and systemd want it.")
  private boolean foreground;

  UpCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    Places places = Places.of(context().surroundings().environment());
    MemberSettings settings =
        new Membership(places)
            .settings()
            .orElseThrow(
                () ->
                    Failure.input(
                        "no-member",
                        "this machine is no member of a network",
                        "join with: omniedge join SETUP-KEY"));
    if (foreground) {
      MemberDaemon.run(places, settings, Omniedge.version());
      return;
    }
    boolean running = new LocalMember(places).isRunning();
    if (!running) {
      DaemonProcess.start(places).awaitReady(JoinCommand.START_SECONDS);
    }
    output()
        .done(
            JsonObject.builder().put("up", true).put("started", !running).build(),
            running ? "This machine is up already." : "This machine is up.");
  }
}
