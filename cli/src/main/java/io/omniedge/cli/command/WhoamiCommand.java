package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import picocli.CommandLine.Command;

@Command(name = "whoami", description = "Who you are at the manager, and your role.")
final class WhoamiCommand extends Task {
  WhoamiCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    JsonObject me = manager().get("/api/v1/me").document();
    String url = manager().address().url().toString();
    output()
        .result(
            JsonObject.builder().put("manager", url).put("me", me).build(),
            () ->
                output()
                    .details(
                        "manager", url,
                        "name", View.text(me, "name"),
                        "role", View.text(me, "role"),
                        "tenant", View.text(me, "tenant")));
  }

  static String sentence(JsonObject me) {
    return View.first(View.text(me, "name"), View.text(me, "id"))
        + " ("
        + View.first(View.text(me, "role"), "no role")
        + ")";
  }
}
