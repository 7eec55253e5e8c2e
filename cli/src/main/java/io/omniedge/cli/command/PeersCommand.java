package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
    name = "peers",
    description = "Whom this machine, or a device, reaches, and how.",
    footerHeading = "%nExamples:%n",
    footer = {"  omniedge peers", "  omniedge peers berlin-gw"})
final class PeersCommand extends Task {
  /** A device with few peers tells its state twice a minute; with many, seldom. */
  private static final Duration FRESH = Duration.ofMinutes(2);

  @Parameters(
      arity = "0..1",
      paramLabel = "DEVICE",
      description = "As the manager knows it; this machine otherwise.")
  private String device = "";

  PeersCommand(Context context) {
    super(context);
  }

  @Override
  void run() throws Failure {
    if (device.isEmpty()) {
      Places places = Places.of(context().surroundings().environment());
      LocalMember member = new LocalMember(places);
      JsonObject status = member.ask("status");
      show(View.object(member.ask("peers"), "peers"), status, "", withoutPeers(status));
    } else {
      JsonObject shown = new Lookup(context()).deviceWithState(device);
      show(named(shown), shown, age(shown), untold(shown));
    }
  }

  /**
   * Prints them.
   *
   * @param about what the document for programs says of the one whose they are
   * @param before what to know before one believes them; may be empty
   * @param ifNone why there are none
   */
  private void show(JsonObject peers, JsonObject about, String before, String ifNone) {
    Table table = Table.of("PEER", "ENDPOINT~", "HANDSHAKE~", "RECEIVED", "SENT");
    for (String id : peers.members().keySet()) {
      JsonObject peer = View.object(peers, id);
      table.row(
          View.first(View.text(peer, "name"), id),
          View.text(peer, "endpoint"),
          View.ago(peer, "lastHandshake", context().surroundings().clock()),
          View.bytes(View.number(peer, "receivedBytes")),
          View.bytes(View.number(peer, "sentBytes")));
    }
    JsonObject.Builder document = JsonObject.builder().put("peers", peers);
    for (String member : List.of("membership", "online", "connected", "stateAt")) {
      about.find(member).ifPresent(value -> document.put(member, value));
    }
    output()
        .result(
            document.build(),
            () -> {
              if (!table.isEmpty() && !before.isEmpty()) {
                output().remark(before);
              }
              output().table(table, ifNone);
            });
  }

  /** Of this machine, whose peers are those of now, but by the map that it has. */
  private static String withoutPeers(JsonObject status) {
    String membership = View.text(status, "membership");
    if (!membership.equals("active")) {
      return "It has no peers: "
          + (membership.isEmpty() ? "it is no member yet." : "it is " + membership + ".");
    }
    return "It has no peers: no rule of the policy is about it"
        + (View.flag(status, "connected") ? "." : ", as far as it knows without its manager.");
  }

  /** Why a device that tells the manager its state tells of no peers. */
  private String untold(JsonObject shown) {
    String membership = View.text(shown, "membership");
    if (!membership.equals("active")) {
      return "It has no peers: it is " + membership + ".";
    }
    if (View.text(shown, "kind").equals("client")) {
      return "It is a client: its gateway is its only peer, and it tells nobody of it.";
    }
    if (shown.find("state").isEmpty()) {
      return "It has not told of its peers since the manager started.";
    }
    return isOld(shown)
        ? "It had no peers " + View.ago(shown, "stateAt", clock()) + ", when it told the last time."
        : "It has no peers: no rule of the policy is about it.";
  }

  /** What is shown of a device that is gone was so when it told of it. */
  private String age(JsonObject shown) {
    String membership = View.text(shown, "membership");
    String told = View.first(View.ago(shown, "stateAt", clock()), "once");
    if (!membership.equals("active")) {
      return device + " is " + membership + ": this is what it told " + told + ".";
    }
    if (!View.flag(shown, "online")) {
      return device + " is offline: this is what it told " + told + ".";
    }
    return isOld(shown) ? "This is what " + device + " told " + told + "." : "";
  }

  private boolean isOld(JsonObject shown) {
    return !View.flag(shown, "online")
        || View.instant(shown, "stateAt")
            .map(at -> Duration.between(at, clock().instant()).compareTo(FRESH) > 0)
            .orElse(false);
  }

  private InstantSource clock() {
    return context().surroundings().clock();
  }

  /** The state of a device has identifiers only; the manager knows the names. */
  private JsonObject named(JsonObject shown) throws Failure {
    Map<String, String> names = new TreeMap<>();
    for (JsonObject other :
        manager()
            .list("/api/v1/devices", Map.of("network", View.text(shown, "network")), 100_000)) {
      names.put(View.text(other, "id"), View.text(other, "name"));
    }
    JsonObject.Builder named = JsonObject.builder();
    JsonObject peers = View.object(View.object(shown, "state"), "peers");
    for (String id : peers.members().keySet()) {
      TreeMap<String, JsonValue> members = new TreeMap<>(View.object(peers, id).members());
      members.put("name", new JsonString(names.getOrDefault(id, id)));
      named.put(id, new JsonObject(members));
    }
    return named.build();
  }
}
