package io.omniedge.cli.command;

import io.omniedge.cli.output.Failure;
import io.omniedge.protocol.json.JsonObject;
import io.omniedge.protocol.json.JsonValue;
import io.omniedge.protocol.net.Names;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds what people name: by identifier, or by the name it has in the network. */
final class Lookup {
  private static final int MAX_NETWORKS = 1_000;
  private static final int MAX_DEVICES = 100_000;

  private final Context context;

  Lookup(Context context) {
    this.context = context;
  }

  /** The network that the command is about. */
  JsonObject network() throws Failure {
    String wanted = context.networkName();
    List<JsonObject> networks = context.manager().list("/api/v1/networks", Map.of(), MAX_NETWORKS);
    if (wanted.isEmpty()) {
      if (networks.size() == 1) {
        return networks.get(0);
      }
      throw Failure.input(
          "which-network",
          networks.isEmpty()
              ? "there is no network yet"
              : "there are several networks: " + names(networks),
          networks.isEmpty()
              ? "make one with: omniedge network create NAME"
              : "name one with --network, or for good with: omniedge network use NAME");
    }
    return networks.stream()
        .filter(network -> isCalled(network, wanted))
        .findFirst()
        .orElseThrow(
            () ->
                Failure.input(
                    "no-such-network",
                    "there is no network \"" + wanted + "\"",
                    networks.isEmpty()
                        ? "make one with: omniedge network create NAME"
                        : "there are: " + names(networks)));
  }

  /** The identifier of the network that was named; empty if none was, then all are meant. */
  String networkIfNamed() throws Failure {
    return context.networkName().isEmpty() ? "" : View.text(network(), "id");
  }

  /** A device, with all that the manager knows of it. */
  JsonObject device(String nameOrId) throws Failure {
    return context.manager().get(devicePath(nameOrId)).document();
  }

  /**
   * The same with the last state it sent, as member {@code state}, and when that was, as {@code
   * stateAt}; neither if it has sent none.
   */
  JsonObject deviceWithState(String nameOrId) throws Failure {
    JsonObject device = device(nameOrId);
    String path = "/api/v1/devices/" + View.text(device, "id") + "/state";
    TreeMap<String, JsonValue> members = new TreeMap<>(device.members());
    JsonObject told = context.manager().get(path).document();
    told.find("state").ifPresent(state -> members.put("state", state));
    told.find("toldAt")
        .filter(at -> View.number(told, "toldAt") > 0)
        .ifPresent(at -> members.put("stateAt", at));
    return new JsonObject(members);
  }

  /** Where a device is in the REST interface. */
  String devicePath(String nameOrId) throws Failure {
    return "/api/v1/devices/" + deviceId(nameOrId);
  }

  /** The identifier of a device. */
  String deviceId(String nameOrId) throws Failure {
    if (nameOrId.startsWith("d-") && Names.ID.matcher(nameOrId).matches()) {
      List<JsonObject> named = named(nameOrId); // a host may be called d-1
      return named.isEmpty() ? nameOrId : View.text(named.get(0), "id");
    }
    if (!Names.LABEL.matcher(nameOrId).matches()) {
      throw Failure.input(
          "device-name",
          "\"" + nameOrId + "\" is no name of a device",
          "names have small letters, digits and hyphens; see: omniedge device list");
    }
    List<JsonObject> named = named(nameOrId);
    if (named.isEmpty()) {
      throw Failure.input(
          "no-such-device", "there is no device \"" + nameOrId + "\"", "see: omniedge device list");
    }
    if (named.size() > 1) {
      throw Failure.input(
          "which-device",
          named.size() + " networks have a device \"" + nameOrId + "\"",
          "say which with --network, or use its identifier: "
              + named.stream()
                  .map(device -> View.text(device, "id"))
                  .collect(Collectors.joining(", ")));
    }
    return View.text(named.get(0), "id");
  }

  private List<JsonObject> named(String name) throws Failure {
    Map<String, String> query = Map.of("network", networkIfNamed(), "q", name);
    return context.manager().list("/api/v1/devices", query, MAX_DEVICES).stream()
        .filter(device -> View.text(device, "name").equals(name))
        .toList();
  }

  private static boolean isCalled(JsonObject thing, String wanted) {
    return View.text(thing, "name").equals(wanted) || View.text(thing, "id").equals(wanted);
  }

  private static String names(List<JsonObject> networks) {
    return networks.stream()
        .map(network -> View.text(network, "name"))
        .collect(Collectors.joining(", "));
  }
}
