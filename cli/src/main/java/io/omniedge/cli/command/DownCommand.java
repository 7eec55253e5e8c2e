package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;

@Command(name = "down", description = "Take this machine off the network; it stays a member.")
final class DownCommand extends Task {
  DownCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    LocalMember member = new LocalMember(Places.of(context().surroundings().environment()));
    boolean running = member.isRunning();
    if (running) {
      member.text("stop");
    }
    output()
        .done(
            JsonObject.builder().put("up", false).put("stopped", running).build(),
            running ? "This machine is down." : "This machine was not up.");
  }
}
