package io.omniedge.cli.command;

import io.omniedge.cli.manager.Manager;
import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.ExitStatus;
import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import java.util.Map;
import java.util.Optional;

/** Waits for what became of a configuration on its gateway. */
final class Outcome {
  private static final long LOOK_EVERY_SECONDS = 1;

  private final Context context;
  private final String device;

  Outcome(Context context, String device) {
    this.context = context;
    this.device = device;
  }

  /** What a gateway reported last; empty before it has. */
  static JsonObject reported(Manager manager, String path) throws Failure {
    Optional<Reply> reply = manager.findReply(path + "/reported");
    return reply.isPresent() ? View.object(reply.get().document(), "document") : JsonObject.EMPTY;
  }

  /** What the gateway reported, if the revision is in force; a failure that says why otherwise. */
  JsonObject await(String path, long revision, long seconds) throws Failure {
    boolean onTrial = false;
    for (long waited = 0; waited <= seconds; waited += LOOK_EVERY_SECONDS) {
      JsonObject reported = reported(context.manager(), path);
      long answered = View.number(reported, "revision");
      String outcome = View.text(reported, "outcome");
      if (answered > revision) {
        throw replaced(path, revision, reported);
      }
      if (answered == revision) {
        switch (outcome) {
          case "applied" -> {
            return reported;
          }
          case "refused", "reverted" -> throw undone(outcome, revision, reported);
          case "overridden" ->
              throw failed(
                  "overridden",
                  "somebody changed the configuration on " + device + " since",
                  "see: omniedge config get " + device,
                  reported);
          default -> {
            if (!onTrial) {
              context.output().remark("It is on trial there ...");
              onTrial = true;
            }
          }
        }
      }
      context.pause(LOOK_EVERY_SECONDS);
    }
    throw Failure.of(
        ExitStatus.NETWORK,
        "no-outcome",
        device + " has not said within " + seconds + " s what became of revision " + revision,
        "it gets it when it is online; look with: omniedge config get " + device);
  }

  /** The gateway tells of a later revision; what became of this one the manager remembers. */
  private Failure replaced(String path, long revision, JsonObject reported) throws Failure {
    for (JsonObject entry : context.manager().list(path + "/history", Map.of(), 10_000)) {
      String outcome = View.text(entry, "outcome");
      if (View.number(entry, "revision") == revision
          && (outcome.equals("refused") || outcome.equals("reverted"))) {
        return undone(outcome, revision, entry);
      }
    }
    return failed("replaced", "revision " + revision + " was replaced by another", "", reported);
  }

  private Failure undone(String outcome, long revision, JsonObject told) {
    return outcome.equals("refused")
        ? failed(
            outcome,
            device + " refused revision " + revision + reasons(told),
            "nothing was changed on it",
            told)
        : failed(
            outcome,
            device + " took revision " + revision + " back" + reasons(told),
            "it runs with what it had before",
            told);
  }

  /** The reason in the sentence, and each property that is wrong on a line of its own. */
  private String reasons(JsonObject reported) {
    if (!context.output().isJson()) {
      for (JsonObject error : View.objects(reported, "errors")) {
        String property = View.text(error, "property");
        context
            .output()
            .notice(
                View.text(error, "pid")
                    + (property.isEmpty() ? "" : "." + property)
                    + ": "
                    + View.text(error, "reason"));
      }
    }
    String reason = View.text(reported, "reason");
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static Failure failed(String code, String message, String advice, JsonObject reported) {
    return Failure.ofProblem(ExitStatus.GENERAL, code, message, advice, reported);
  }
}
