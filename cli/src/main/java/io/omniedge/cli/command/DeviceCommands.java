package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "device",
    description = "List devices, and decide who belongs to the network.",
    subcommands = {
      DeviceCommands.ListAll.class,
      DeviceCommands.Show.class,
      DeviceCommands.Approve.class,
      DeviceCommands.Reject.class,
      DeviceCommands.Quarantine.class,
      DeviceCommands.Revoke.class,
      DeviceCommands.Delete.class,
      DeviceCommands.Rename.class
    })
final class DeviceCommands {
  DeviceCommands(Context context) {}

  @Command(
      name = "list",
      description = "List devices.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  omniedge device list --membership pending",
        "  omniedge device list --connection offline --tag plc"
      })
  static final class ListAll extends Task {
    @Option(
        names = "--membership",
        paramLabel = "HOW",
        description = "Only pending, active, quarantined or revoked ones.")
    private Membership membership = Membership.ANY;

    @Option(
        names = "--connection",
        paramLabel = "HOW",
        description = "Only those that are online, or offline.")
    private Connection connection = Connection.ANY;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only those with it.")
    private String tag = "";

    @Option(names = "--group", paramLabel = "GROUP", description = "Only those in it.")
    private String group = "";

    @Option(
        names = "--search",
        paramLabel = "TEXT",
        description = "Only those whose name, description or serial number has it.")
    private String search = "";

    ListAll(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      List<JsonObject> devices =
          manager()
              .list(
                  "/api/v1/devices",
                  Map.of(
                      "network", new Lookup(context()).networkIfNamed(),
                      "membership", membership.text(),
                      "online", connection.text(),
                      "q", search),
                  100_000)
              .stream()
              .filter(device -> tag.isEmpty() || View.texts(device, "tags").contains(tag))
              .filter(device -> group.isEmpty() || View.texts(device, "groups").contains(group))
              .toList();
      Table table = Table.of("ID", "NAME", "STATE", "ADDRESS", "SEEN~", "TAGS~");
      for (JsonObject device : devices) {
        table.row(
            View.text(device, "id"),
            View.text(device, "name"),
            state(device),
            View.texts(device, "addresses").stream().findFirst().orElse(""),
            seen(device),
            View.text(device, "tags"));
      }
      output().result(View.items(devices), () -> output().table(table, "There is no such device."));
    }

    private String seen(JsonObject device) {
      return View.flag(device, "online")
          ? "now"
          : View.ago(device, "lastSeenAt", context().surroundings().clock());
    }
  }

  /** How far a device belongs; a filter of the list. */
  enum Membership {
    ANY,
    PENDING,
    ACTIVE,
    QUARANTINED,
    REVOKED;

    String text() {
      return this == ANY ? "" : name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether a device is connected; a filter of the list. */
  enum Connection {
    ANY(""),
    ONLINE("true"),
    OFFLINE("false");

    private final String text;

    Connection(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  /** What matters of it in a word or two. */
  private static String state(JsonObject device) {
    String membership = View.text(device, "membership");
    if (membership.equals("active")) {
      return View.text(device, "kind").equals("client")
          ? "client"
          : View.flag(device, "online") ? "online" : "offline";
    }
    String reason = View.text(device, "reason");
    return reason.isEmpty() ? membership : membership + " (" + reason + ")";
  }

  @Command(name = "show", description = "Everything that the manager knows of a device.")
  static final class Show extends OfDevice {
    Show(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject shown = new Lookup(context()).deviceWithState(device());
      output()
          .result(
              shown,
              () -> {
                output()
                    .details(
                        "id", View.text(shown, "id"),
                        "name", View.text(shown, "name"),
                        "description", View.text(shown, "description"),
                        "network", View.text(shown, "network"),
                        "kind", View.text(shown, "kind"),
                        "through", View.text(shown, "gateway"),
                        "state", state(shown),
                        "addresses", View.text(shown, "addresses"),
                        "endpoints", View.text(shown, "endpoints"),
                        "tags", View.text(shown, "tags"),
                        "groups", View.text(shown, "groups"),
                        "site", View.text(shown, "site"),
                        "offers", View.text(shown, "offeredRoutes"),
                        "serves", View.text(shown, "approvedRoutes"),
                        "WireGuard key", View.text(shown, "wireguardKey"),
                        "identity", View.text(shown, "identity"),
                        "serial", View.text(shown, "serial"),
                        "enrolled", View.time(shown, "createdAt"),
                        "seen", View.time(shown, "lastSeenAt"),
                        "certificate until", View.time(shown, "certificateExpiresAt"));
                View.texts(View.object(shown, "state"), "problems")
                    .forEach(problem -> output().line("problem: " + problem));
              });
    }
  }

  /** A command about one device. */
  abstract static class OfDevice extends Task {
    @Parameters(index = "0", paramLabel = "DEVICE", description = "Its name or identifier.")
    private String device = "";

    OfDevice(Context context) {
      super(context);
    }

    final String device() {
      return device;
    }

    /** Posts to a route below the device, and says so. */
    final void decide(String action, JsonObject body, String sentence) throws Failure {
      JsonObject answer =
          manager().post(new Lookup(context()).devicePath(device) + "/" + action, body).document();
      output().done(answer, sentence);
    }
  }

  @Command(
      name = "approve",
      description = "Make a device that waits, or is in quarantine, a member.")
  static final class Approve extends OfDevice {
    Approve(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      decide("approve", JsonObject.EMPTY, device() + " is a member now.");
    }
  }

  @Command(name = "reject", description = "Turn away a device that waits for approval.")
  static final class Reject extends OfDevice {
    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    private boolean yes;

    Reject(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject shown = new Lookup(context()).device(device());
      String membership = View.text(shown, "membership");
      if (!membership.equals("pending")) {
        throw Failure.input(
            "not-pending",
            device() + " does not wait for approval: it is " + membership,
            "to take a member out: omniedge device revoke " + device());
      }
      context().confirm(yes, "Turn " + device() + " away for good?");
      decide("revoke", JsonObject.EMPTY, device() + " is turned away.");
    }
  }

  @Command(
      name = "quarantine",
      description = "Keep a device apart: it reaches the manager and nobody else.")
  static final class Quarantine extends OfDevice {
    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the others.")
    private String reason = "";

    Quarantine(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject body =
          reason.isEmpty() ? JsonObject.EMPTY : JsonObject.builder().put("reason", reason).build();
      decide("quarantine", body, device() + " is in quarantine.");
    }
  }

  @Command(name = "revoke", description = "Take a device out of the network, for good.")
  static final class Revoke extends OfDevice {
    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    private boolean yes;

    Revoke(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      String path = new Lookup(context()).devicePath(device());
      context()
          .confirm(yes, "Take " + device() + " out? It is cut off at once, and must enrol anew.");
      JsonObject answer = manager().post(path + "/revoke", JsonObject.EMPTY).document();
      output().done(answer, device() + " is revoked.");
      List<String> tests = View.texts(answer, "policyTests");
      if (!tests.isEmpty() && !output().isJson()) {
        output().notice("note: tests of the policy name it still, and fail from now on:");
        tests.forEach(test -> output().notice("  " + test));
        output().notice("  Take them out with the next change: omniedge policy get, policy apply");
      }
    }
  }

  @Command(
      name = "delete",
      description = {
        "Have the manager forget a device that is revoked.",
        "Its name and addresses are free again, and it may enrol anew."
      })
  static final class Delete extends OfDevice {
    @Option(
        names = {"-y", "--yes"},
        description = "Do not ask.")
    private boolean yes;

    Delete(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject shown = new Lookup(context()).device(device());
      String membership = View.text(shown, "membership");
      if (!membership.equals("revoked")) {
        throw Failure.input(
            "not-revoked",
            device() + " is not revoked: it is " + membership,
            "to take it out first: omniedge device revoke " + device());
      }
      context().confirm(yes, "Forget " + device() + "? It may enrol anew.");
      manager().delete("/api/v1/devices/" + View.text(shown, "id"));
      output().done(shown, device() + " is forgotten.");
    }
  }

  @Command(name = "rename", description = "Give a device another host name.")
  static final class Rename extends OfDevice {
    @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
    private String name = "";

    Rename(Context context) {
      super(context);
    }

    @Override
    void run() throws Failure {
      JsonObject answer =
          manager()
              .patch(
                  new Lookup(context()).devicePath(device()),
                  JsonObject.builder().put("name", name).build())
              .document();
      output().done(answer, device() + " is called " + name + " now.");
    }
  }
}
