package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Membership;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
    name = "leave",
    description = "Give up the membership of this machine: revoke it, and delete its keys.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge leave --yes", "  omniedge leave --here-only --yes"})
final class LeaveCommand extends Task {
  @Option(
      names = "--here-only",
      description = "Delete the keys without asking the manager, who keeps the device.")
  private boolean hereOnly;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  LeaveCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    Places places = Places.of(context().surroundings().environment());
    Membership membership = new Membership(places);
    LocalMember member = new LocalMember(places);
    boolean running = member.isRunning();
    if (!running && membership.settings().isEmpty()) {
      throw Failure.input("no-member", "this machine is no member of a network", "");
    }
    String device = running ? View.text(member.ask("status"), "device") : "";
    if (!hereOnly && device.isEmpty()) {
      throw Failure.input(
          "not-up",
          "this machine is not up, so it cannot say which device it is",
          "start it with: omniedge up - or delete its keys only, with --here-only");
    }
    context().confirm(yes, "Give up the membership of this machine for good?");
    if (!hereOnly) {
      // First the manager: if that fails, the machine still is what it was.
      manager().post("/api/v1/devices/" + device + "/revoke", JsonObject.EMPTY);
    }
    if (running) {
      member.text("stop");
    }
    membership.forget();
    output()
        .done(
            JsonObject.builder().put("left", true).put("revoked", !hereOnly).build(),
            hereOnly
                ? "The keys are deleted; at the manager the device is to be revoked yet."
                : "This machine has left the network.");
  }
}
