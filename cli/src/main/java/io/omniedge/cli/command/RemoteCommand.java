package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;

/** Something that the manager has a device do; waits for the answer. */
final class RemoteCommand {
  /** A device that is offline answers never; one that is online within a second or two. */
  private static final long PATIENCE_SECONDS = 30;

  private final Context context;
  private final String device;

  RemoteCommand(Context context, String device) {
    this.context = context;
    this.device = device;
  }

  /** The command with the {@code result} of the device, if it did it. */
  JsonObject run(String name, JsonObject arguments) throws Failure {
    String path = new Lookup(context).devicePath(device) + "/commands";
    JsonObject body = JsonObject.builder().put("name", name).put("arguments", arguments).build();
    JsonObject command = context.manager().post(path, body).document();
    String id = View.text(command, "id");
    for (long waited = 0; waited <= PATIENCE_SECONDS; waited++) {
      switch (View.text(command, "state")) {
        case "done" -> {
          return command;
        }
        case "failed" ->
            throw Failure.ofProblem(
                ExitStatus.GENERAL,
                "command-failed",
                device + " says: " + View.text(command, "result").strip(),
                "",
                command);
        default -> {}
      }
      context.pause(1);
      command = context.manager().get(path + "/" + Manager.segment(id)).document();
    }
    throw Failure.of(
        ExitStatus.NETWORK,
        "no-answer",
        device + " has not answered within " + PATIENCE_SECONDS + " s",
        "is it online? see: omniedge device show " + device);
  }
}
