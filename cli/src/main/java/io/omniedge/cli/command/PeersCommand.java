package io.omniedge.cli.command;

import io.omniedge.cli.member.LocalMember;
import io.omniedge.cli.member.Places;
import io.omniedge.cli.output.Failure;
import io.omniedge.cli.output.Table;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonString;
import io.omniedge.protocol.json.JsonValue;
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
    JsonObject peers = device.isEmpty() ? local() : ofDevice();
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
    output()
        .result(
            JsonObject.builder().put("peers", peers).build(),
            () -> output().table(table, "It has no peers: no rule of the policy is about it."));
  }

  private JsonObject local() throws Failure {
    Places places = Places.of(context().surroundings().environment());
    return View.object(new LocalMember(places).ask("peers"), "peers");
  }

  /** The state of a device has identifiers only; the manager knows the names. */
  private JsonObject ofDevice() throws Failure {
    JsonObject shown = new Lookup(context()).deviceWithState(device);
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
