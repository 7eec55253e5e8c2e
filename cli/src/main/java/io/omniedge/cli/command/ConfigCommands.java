package io.omniedge.cli.command;

import io.omniedge.cli.manager.Reply;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "config",
    description = "The configuration of a gateway: read it, change it, take a change back.",
    subcommands = {
      ConfigCommands.Get.class,
      ConfigCommands.Set.class,
      ConfigCommands.History.class,
      ConfigCommands.Rollback.class
    })
final class ConfigCommands {
  ConfigCommands(Context context) {}

  /** A command about the configuration of a device. */
  abstract static class OfDevice extends Task {
    @Parameters(index = "0", paramLabel = "DEVICE", description = "The gateway.")
    private String device = "";

    OfDevice(Context context) {
      super(context);
    }

    final String device() {
      return device;
    }

    final String path() throws Failure {
      return new Lookup(context()).devicePath(device) + "/configuration";
    }

    /** What the gateway reported last; empty before it has. */
    final JsonObject reported(String path) throws Failure {
      return Outcome.reported(manager(), path);
    }

    /** Another document that the gateway sent; empty before it has. */
    final JsonObject document(String path) throws Failure {
      Optional<Reply> reply = manager().findReply(path);
      return reply.isPresent() ? View.object(reply.get().document(), "document") : JsonObject.EMPTY;
    }
  }

  @Command(
      name = "get",
      description = "What a gateway reports: all of it, a component, or a property.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge config get berlin-gw",
        "  omniedge config get berlin-gw io.omniedge.gateway.monitoring.Metrics.port"
      })
  static final class Get extends OfDevice {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "PID[.PROPERTY]",
        description = "A component, or one of its properties.")
    private String what = "";

    Get(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject reported = reported(path());
      JsonObject components = View.object(reported, "components");
      if (what.isEmpty()) {
        output().result(reported, () -> showAll(reported, components));
        return;
      }
      PropertyName name = PropertyName.parse(what, components.members().keySet());
      JsonObject properties = View.object(View.object(components, name.pid()), "properties");
      if (name.property().isEmpty()) {
        output().result(properties, () -> show(Map.of(name.pid(), properties)));
        return;
      }
      JsonValue value =
          properties
              .find(name.property())
              .orElseThrow(
                  () ->
                      Failure.input(
                          "no-such-property",
                          name.pid() + " has no property \"" + name.property() + "\"",
                          "see: omniedge config get " + device() + " " + name.pid()));
      output()
          .result(
              JsonObject.builder()
                  .put("pid", name.pid())
                  .put("property", name.property())
                  .put("value", value)
                  .build(),
              () -> output().line(Settings.shown(value)));
    }

    private void showAll(JsonObject reported, JsonObject components) {
      Map<String, JsonObject> all = new TreeMap<>();
      components.members().forEach((pid, component) -> all.put(pid, View.object(components, pid)));
      all.replaceAll((pid, component) -> View.object(component, "properties"));
      show(all);
      output()
          .remark(
              "Revision "
                  + View.number(reported, "revision")
                  + ": "
                  + View.first(View.text(reported, "outcome"), "none")
                  + (View.text(reported, "reason").isEmpty()
                      ? ""
                      : ", " + View.text(reported, "reason")));
    }

    private void show(Map<String, JsonObject> components) {
      Table table = Table.of("COMPONENT", "PROPERTY", "VALUE~");
      components.forEach(
          (pid, properties) ->
              properties
                  .members()
                  .forEach((property, value) -> table.row(pid, property, Settings.shown(value))));
      output().table(table, "It has reported nothing yet.");
    }
  }

  /** A command that changes a configuration and waits for what becomes of it. */
  abstract static class Change extends OfDevice {
    @Option(
        names = "--no-wait",
        description = "Do not wait until the gateway says what became of it.")
    private boolean noWait;

    @Option(
        names = "--wait-seconds",
        paramLabel = "SECONDS",
        description = "Wait so long for the gateway; 120 otherwise.")
    private int waitSeconds = 120;

    Change(Context context) {
      super(context);
    }

    /** Tells what became of the change that the manager answered. */
    final void follow(String path, JsonObject desired) throws Failure {
      long revision = View.number(desired, "revision");
      if (noWait) {
        output().done(desired, "Revision " + revision + " is on its way to " + device() + ".");
        return;
      }
      output().remark("Revision " + revision + ": waiting for " + device() + " ...");
      JsonObject reported = new Outcome(context(), device()).await(path, revision, waitSeconds);
      output().done(reported, "Revision " + revision + " is in force on " + device() + ".");
    }
  }

  @Command(
      name = "set",
      description = "Change properties; undone by the gateway if it cuts it off.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge config set berlin-gw io.omniedge.gateway.monitoring.Metrics.port=9600",
        "  omniedge config set berlin-gw PID.password=@secret.txt PID.enabled=true"
      })
  static final class Set extends Change {
    @Parameters(
        index = "1..*",
        arity = "1..*",
        paramLabel = "PID.PROPERTY=VALUE",
        description = "What to change; VALUE @FILE is what the file holds, @- standard input.")
    private List<String> settings = new ArrayList<>();

    @Option(
        names = "--confirm-seconds",
        paramLabel = "SECONDS",
        description = "The gateway undoes it if it cannot reach the manager for so long; 60.")
    private int confirmSeconds = 60;

    @Option(names = "--note", paramLabel = "TEXT", description = "Why, for the others.")
    private String note = "";

    Set(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      if (confirmSeconds < 1 || confirmSeconds > 86_400) {
        throw Failure.input(
            "confirm-seconds",
            "--confirm-seconds " + confirmSeconds + ": it must be 1 to 86400",
            "");
      }
      String path = path();
      JsonObject forms = document(path + "/forms");
      Optional<Reply> newest = manager().findReply(path + "/desired");
      JsonObject desired = newest.isPresent() ? newest.get().document() : JsonObject.EMPTY;
      JsonObject components =
          new Settings(context(), reported(path), desired, forms).changes(settings);
      // What else is wanted the manager knows best: it leaves out what was refused or taken back.
      JsonObject answer =
          manager()
              .post(
                  path + "/changes",
                  JsonObject.builder()
                      .put("components", components)
                      .put("confirmSeconds", confirmSeconds)
                      .put("note", note)
                      .build())
              .document();
      follow(path, answer);
    }
  }

  @Command(name = "history", description = "What the manager wanted of a gateway, and when.")
  static final class History extends OfDevice {
    History(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> revisions = manager().list(path() + "/history", Map.of(), 10_000);
      Table table = Table.of("REVISION", "TIME", "WHO~", "OUTCOME", "NOTE+");
      for (JsonObject revision : revisions) {
        table.row(
            View.text(revision, "revision"),
            View.time(revision, "createdAt"),
            View.actor(revision, "author"),
            View.text(revision, "outcome"),
            View.text(revision, "note"));
      }
      output()
          .result(
              View.items(revisions),
              () -> {
                output().table(table, "There was no change yet.");
                revisions.forEach(this::explain);
              });
    }

    /** In a table the reason would be cut. */
    private void explain(JsonObject revision) {
      String reason = reason(revision);
      if (!reason.isEmpty()) {
        output().line("Revision " + View.text(revision, "revision") + ": " + reason);
      }
    }

    /** Why the gateway did not take it, with each property that is wrong. */
    private static String reason(JsonObject revision) {
      List<String> reasons = new ArrayList<>();
      for (JsonObject error : View.objects(revision, "errors")) {
        String property = View.text(error, "property");
        reasons.add(
            View.text(error, "pid")
                + (property.isEmpty() ? "" : "." + property)
                + ": "
                + View.text(error, "reason"));
      }
      String reason = View.text(revision, "reason");
      if (!reason.isEmpty()) {
        reasons.add(0, reason);
      }
      return String.join("; ", reasons);
    }
  }

  @Command(name = "rollback", description = "Go back to what the manager wanted before.")
  static final class Rollback extends Change {
    @Parameters(
        index = "1",
        arity = "0..1",
        paramLabel = "REVISION",
        description = "As in config history; otherwise the one before the last that was taken.")
    private Optional<Long> revision = Optional.empty();

    /** What was refused or taken back changed nothing that could be undone. */
    private static final List<String> TAKEN = List.of("applied", "pending");

    Rollback(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      String path = path();
      long wanted = revision.isPresent() ? revision.get() : before(path);
      JsonObject answer =
          manager()
              .post(path + "/rollback", JsonObject.builder().put("revision", wanted).build())
              .document();
      follow(path, answer);
    }

    private long before(String path) throws Failure {
      return manager().list(path + "/history", Map.of(), 10_000).stream()
          .filter(entry -> TAKEN.contains(View.text(entry, "outcome")))
          .sorted(Comparator.comparingLong((JsonObject entry) -> -View.number(entry, "revision")))
          .dropWhile(entry -> View.flag(entry, "observed"))
          .skip(1)
          .map(entry -> View.number(entry, "revision"))
          .findFirst()
          .orElseThrow(
              () -> Failure.input("no-revision", device() + " has no revision to go back to", ""));
    }
  }
}
